package dev.retort.workspace;

import dev.retort.workspace.ReportSettings.Grid;
import dev.retort.workspace.ReportSettings.Hardware;
import dev.retort.workspace.ReportSettings.Price;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Reads `report:`.
final class ReportSection {
    private ReportSection() {}

    static ReportSettings read(Section root, Path dir) {
        return root.section("report", WorkspaceKeys.REPORT, "report").map(section -> settings(section, dir))
                .orElse(ReportSettings.DEFAULT);
    }

    private static ReportSettings settings(Section section, Path dir) {
        return new ReportSettings(section.text("title"), hardware(section), grid(section), section.text("priced-as"),
                prices(section), PriceMapFile.read(section, dir));
    }

    private static Optional<Hardware> hardware(Section section) {
        if (section.value("hardware").orElse(null) instanceof MappingNode mapping) {
            var hardware = new Section(mapping, WorkspaceKeys.HARDWARE, "report.hardware", section.problems());
            OptionalDouble price = positive(hardware, "dollars-per-hour", "0.134");
            OptionalDouble watts = positive(hardware, "watts", "150");
            return hardware.requiredText("name", "name: g4dn.xlarge").map(name -> new Hardware(name, price, watts));
        }
        return section.text("hardware").map(name -> new Hardware(name, OptionalDouble.empty(), OptionalDouble.empty()));
    }

    private static Optional<Grid> grid(Section section) {
        Optional<Node> node = section.value("grid");
        if (node.isPresent() && node.get() instanceof ScalarNode
                && (node.get().getTag().equals(Tag.INT) || node.get().getTag().equals(Tag.FLOAT))) {
            OptionalDouble grams = positive(section, "grid", "367.8");
            return grams.isPresent() ? Optional.of(new Grid.Factor(grams.getAsDouble())) : Optional.empty();
        }
        return section.text("grid").map(Grid.Region::new);
    }

    private static Map<String, Price> prices(Section section) {
        var prices = new LinkedHashMap<String, Price>();
        Optional<Node> node = section.value("prices");
        if (node.isEmpty()) {
            return prices;
        }
        if (!(node.get() instanceof MappingNode mapping)) {
            section.problem("prices",
                    "prices must be a mapping, got %s; write 'prices: {gpt-4o-mini: {input: 0.15, output: 0.6}}'"
                            .formatted(Section.describe(node.get())));
            return prices;
        }
        for (NodeTuple entry : mapping.getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode model
                    && entry.getValueNode() instanceof MappingNode itsPrice) {
                var price = new Section(itsPrice, WorkspaceKeys.PRICE, "price of '%s'".formatted(model.getValue()),
                        section.problems());
                Price read = new Price(dollars(price, "input"), dollars(price, "output"),
                        positive(price, "cached-input", "0.075"));
                if (prices.put(model.getValue(), read) != null) {
                    section.problems().add(model, "report: the price of '%s' is written twice; remove one"
                            .formatted(model.getValue()));
                }
            } else {
                section.problems().add(entry.getKeyNode(),
                        "report: a price must be a model with '{input: ..., output: ...}' in dollars per million tokens");
            }
        }
        return prices;
    }

    private static double dollars(Section price, String key) {
        Optional<Double> dollars = price.decimal(key, "0.15");
        if (!price.has(key)) {
            price.problem(key, "%s is missing; write its dollars per million tokens, '%s: 0.15'".formatted(key, key));
        } else if (dollars.filter(value -> value < 0).isPresent()) {
            price.problem(key, "%s must not be below 0, got %s".formatted(key, dollars.get()));
        }
        return dollars.orElse(0.0);
    }

    private static OptionalDouble positive(Section section, String key, String example) {
        Optional<Double> value = section.decimal(key, example);
        if (value.filter(number -> number < 0).isPresent()) {
            section.problem(key,
                    "%s must not be below 0, got %s; write '%s: %s'".formatted(key, value.get(), key, example));
            return OptionalDouble.empty();
        }
        return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }
}
