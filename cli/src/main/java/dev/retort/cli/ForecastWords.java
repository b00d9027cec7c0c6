package dev.retort.cli;

import dev.retort.annotate.Expected;
import dev.retort.pipeline.CostForecast;
import java.time.Duration;
import java.util.Locale;

/// Forecasts for people: ranges as `low to high`, and one number where both read the same.
final class ForecastWords {
    private ForecastWords() {}

    /// `cot: 180 requests, 71,100 to 78,400 tokens in, 3,600 to 14,400 out, $0.0128 to $0.0204, at least 1m 20s`
    static String line(CostForecast forecast) {
        var line = new StringBuilder("%s: %s%,d requests, %s tokens in, %s out, %s".formatted(forecast.teacher(),
                forecast.estimated() ? "about " : "", forecast.open(), tokens(forecast.promptTokens()),
                tokens(forecast.completionTokens()),
                forecast.dollars().map(dollars -> "$" + money(dollars, " to $")).orElse("price not known")));
        if (forecast.shortestSeconds().isPresent()) {
            line.append(", at least ").append(shortest(forecast));
        }
        return line.toString();
    }

    static String shortest(CostForecast forecast) {
        return forecast.shortestSeconds().isPresent()
                ? Screen.time(Duration.ofMillis((long) (forecast.shortestSeconds().getAsDouble() * 1000)))
                : "-";
    }

    static String tokens(Expected tokens) {
        return range(count(tokens.low()), count(tokens.high()), " to ");
    }

    static String money(Expected dollars, String between) {
        return range(OutcomeTable.money(dollars.low()), OutcomeTable.money(dollars.high()), between);
    }

    private static String range(String low, String high, String between) {
        return low.equals(high) ? low : low + between + high;
    }

    private static String count(double number) {
        return String.format(Locale.ROOT, "%,d", Math.round(number));
    }
}
