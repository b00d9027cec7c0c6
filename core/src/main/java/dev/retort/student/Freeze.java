package dev.retort.student;

import java.util.Optional;

/// How much of the encoder's lower end does not move: nothing, the embeddings, or the embeddings and some layers.
///
/// @param layers above the embeddings; -1 if nothing is frozen
public record Freeze(int layers) {
    public static final Freeze NOTHING = new Freeze(-1);
    public static final Freeze EMBEDDINGS = new Freeze(0);

    /// How many of the depths that a model counts from its embeddings (0) up to its head are frozen.
    public int depths() {
        return layers + 1;
    }

    static Optional<Freeze> read(Object plain) {
        return switch (plain) {
            case String word when word.equals("none") -> Optional.of(NOTHING);
            case String word when word.equals("embeddings") -> Optional.of(EMBEDDINGS);
            case Integer layers when layers >= 1 -> Optional.of(new Freeze(layers));
            case Long layers when layers >= 1 && layers <= Integer.MAX_VALUE -> Optional.of(
                    new Freeze(layers.intValue()));
            default -> Optional.empty();
        };
    }

    Object plain() {
        return switch (layers) {
            case -1 -> "none";
            case 0 -> "embeddings";
            default -> layers;
        };
    }
}
