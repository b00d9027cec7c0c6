package dev.retort.workspace;

import dev.retort.bill.FactorFiles;
import dev.retort.bill.ModelPrice;
import dev.retort.bill.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// Reads the file of `price-map`: prices by model in the form that LiteLLM publishes. The prices are as old as the file.
final class PriceMapFile {
    /// The published map has some 2 MiB.
    private static final long MAX_BYTES = 32 << 20;

    private PriceMapFile() {}

    /// Empty without the key, or with a problem added.
    static List<ModelPrice> read(Section section, Path dir) {
        Optional<String> shown = section.text("price-map");
        Optional<Path> file = shown
                .flatMap(text -> Paths.resolve(dir, text, message -> section.problem("price-map", message)));
        return file.map(path -> read(section, path, shown.orElseThrow())).orElse(List.of());
    }

    private static List<ModelPrice> read(Section section, Path file, String shown) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                section.problem("price-map", "file '%s': has %,d bytes, at most %,d are read; is it a price map?"
                        .formatted(shown, Files.size(file), MAX_BYTES));
                return List.of();
            }
            LocalDate date = LocalDate.ofInstant(Files.getLastModifiedTime(file).toInstant(), ZoneOffset.UTC);
            List<ModelPrice> prices = FactorFiles.readLiteLlm(Files.readString(file),
                    new Source(shown, Optional.of(date)));
            if (prices.isEmpty()) {
                section.problem("price-map",
                        "file '%s': has no model with input_cost_per_token and output_cost_per_token; use the price map that LiteLLM publishes"
                                .formatted(shown));
            }
            return prices;
        } catch (IllegalArgumentException malformed) {
            section.problem("price-map", "file " + malformed.getMessage());
        } catch (IOException unreadable) {
            section.problem("price-map", "file '%s': cannot be read as UTF-8 text: %s".formatted(shown,
                    unreadable.getMessage()));
        }
        return List.of();
    }
}
