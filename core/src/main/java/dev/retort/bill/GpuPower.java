package dev.retort.bill;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a GPU draws at most, by the name that its driver gives it. Counters (NVML) give [Basis#MEASURED] figures and go
/// before this.
public final class GpuPower {
    private static final int MOST_WORDS = 10;

    private GpuPower() {}

    /// Drivers say more than tables: `NVIDIA A100-SXM4-80GB` is `A100 SXM4-80` there, `Tesla T4` is `T4`. Taken is the
    /// table's name that is made of the most of the driver's words, in their order; parts of words are none, so that an
    /// `L40` is not taken for an `L4`.
    ///
    /// @param powers watts by hardware
    /// @param name as the driver has it
    public static Figure of(FactorTable powers, String name) {
        List<String> words = Arrays.stream(name.toLowerCase(Locale.ROOT).split("[^a-z0-9]+", MOST_WORDS))
                .map(word -> word.replaceFirst("^(\\d+)gb$", "$1")).filter(word -> !word.isEmpty()).toList();
        Figure best = Figure.notKnown(Unit.WATTS, "no hardware '%s' in the tables".formatted(name));
        int most = 0;
        for (int chosen = 1; chosen < 1 << words.size(); chosen++) {
            int choice = chosen;
            String candidate = IntStream.range(0, words.size()).filter(word -> (choice >> word & 1) == 1)
                    .mapToObj(words::get).collect(Collectors.joining(" "));
            Figure found = powers.find(candidate);
            if (!(found instanceof Figure.NotKnown) && Integer.bitCount(chosen) > most) {
                most = Integer.bitCount(chosen);
                best = found;
            }
        }
        return best;
    }
}
