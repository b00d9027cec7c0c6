package dev.retort.workspace;

import dev.retort.bill.ModelPrice;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// What the report is told. Everything empty means: the report's own tables.
///
/// @param title empty for the workspace's name
/// @param pricedAs the model whose price forecasts the cost of teachers without a `priced-as` of their own; the reader
///        has already handed it to them
/// @param prices by model, before all others
/// @param priceMap of the file `price-map`, before the built-in price table
public record ReportSettings(Optional<String> title, Optional<Hardware> hardware, Optional<Grid> grid,
        Optional<String> pricedAs, Map<String, Price> prices, List<ModelPrice> priceMap) {
    public static final ReportSettings DEFAULT = new ReportSettings(Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Map.of(), List.of());

    public ReportSettings {
        prices = Collections.unmodifiableMap(new LinkedHashMap<>(prices));
        priceMap = List.copyOf(priceMap);
    }

    /// The machine the student is priced on.
    ///
    /// @param name a name of the hardware table or free words
    /// @param dollarsPerHour overrides the table's price
    /// @param watts overrides the table's power
    public record Hardware(String name, OptionalDouble dollarsPerHour, OptionalDouble watts) {}

    /// Where the electricity comes from.
    public sealed interface Grid {
        /// A name of the grid table: a cloud region or a country.
        record Region(String name) implements Grid {}

        /// A factor of one's own.
        record Factor(double gramsPerKwh) implements Grid {}
    }

    /// Dollars per million tokens.
    ///
    /// @param cachedInput for prompt tokens from the host's cache; empty if they cost as much as others
    public record Price(double input, double output, OptionalDouble cachedInput) {}
}
