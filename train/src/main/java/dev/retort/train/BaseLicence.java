package dev.retort.train;

import java.util.List;
import java.util.Optional;

/// The licence of a base model, which its students inherit.
///
/// @param spdx identifier in a model card's `license`, or `other`
/// @param note a sentence for readers
record BaseLicence(String spdx, String note) {
    private static final String OTHER = "other";
    private static final List<String> MIT = List.of("bge-small-en-v1.5", "bge-small-zh-v1.5");
    private static final List<String> APACHE = List.of("all-MiniLM-L6-v2");

    boolean isOther() {
        return spdx.equals(OTHER);
    }

    /// @param base name of an embedded base, alone or after its organisation, or a path
    static BaseLicence of(String base) {
        String name = base.substring(base.lastIndexOf('/') + 1);
        if (MIT.contains(name)) {
            return new BaseLicence("mit", "The base model %s is licensed under MIT.".formatted(base));
        }
        if (APACHE.contains(name)) {
            return new BaseLicence("apache-2.0", "The base model %s is licensed under Apache-2.0.".formatted(base));
        }
        return of(base, Optional.empty());
    }

    /// @param base name on the hub, or a path
    /// @param stated in the base's own model card
    static BaseLicence of(String base, Optional<String> stated) {
        if (stated.isPresent()) {
            return new BaseLicence(stated.get(),
                    "The base model %s is licensed under %s, as its model card says.".formatted(base, stated.get()));
        }
        return new BaseLicence(OTHER,
                "The base model %s states no licence that is known here: its own applies; see its model card."
                        .formatted(base));
    }
}
