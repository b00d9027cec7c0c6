package dev.retort.report;

import dev.retort.bill.Figure;
import dev.retort.bill.Unit;
import dev.retort.evaluate.Interval;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Figures as text, the same in every locale: `82.7 %`, `$0.0031`, `12,345`, `4.52 h`. Halves round up.
final class Numbers {
    /// Keeps a figure and its unit on one line.
    static final String JOIN = "\u00a0";

    private Numbers() {}

    /// `0.827` is `82.7 %`. What only rounds to nothing or to all says so: `<0.1 %`, `>99.9 %`.
    static String percent(double share) {
        BigDecimal percent = BigDecimal.valueOf(share).movePointRight(2);
        String sign = "";
        BigDecimal shown = percent.setScale(1, RoundingMode.HALF_UP);
        if (share > 0 && shown.signum() == 0) {
            sign = "<";
            shown = new BigDecimal("0.1");
        } else if (share < 1 && shown.compareTo(BigDecimal.valueOf(100)) >= 0) {
            sign = ">";
            shown = new BigDecimal("99.9");
        }
        return sign + shown.toPlainString() + JOIN + "%";
    }

    /// `78.6 to 84.0 %`.
    static String range(Interval interval) {
        String low = percent(interval.low());
        return low.substring(0, low.length() - 2) + JOIN + "to" + JOIN + percent(interval.high());
    }

    /// `12345` is `12,345`.
    static String count(long count) {
        return grouped(BigDecimal.valueOf(count));
    }

    /// Dollars to the cent; below ten cents two significant digits.
    static String money(double dollars) {
        BigDecimal amount = BigDecimal.valueOf(dollars);
        if (amount.signum() == 0) {
            return "$0";
        }
        BigDecimal shown = dollars < 0.0995
                ? amount.round(new MathContext(2, RoundingMode.HALF_UP))
                : amount.setScale(2, RoundingMode.HALF_UP);
        return "$" + grouped(shown);
    }

    /// Four significant digits, whole numbers in full.
    static String quantity(double quantity) {
        BigDecimal exact = BigDecimal.valueOf(quantity);
        BigDecimal shown = quantity >= 1000
                ? exact.setScale(0, RoundingMode.HALF_UP)
                : exact.round(new MathContext(4, RoundingMode.HALF_UP));
        return grouped(bare(shown));
    }

    /// A rate or other number to two decimals, from a hundred on to one, from a thousand on whole.
    static String rate(double rate) {
        int decimals = rate >= 999.95 ? 0 : rate >= 99.995 ? 1 : 2;
        return grouped(BigDecimal.valueOf(rate).setScale(decimals, RoundingMode.HALF_UP));
    }

    /// A coefficient or a loss, such as kappa: `0.400`.
    static String coefficient(double value) {
        return BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP).toPlainString();
    }

    /// `5.12 ms`, `12.3 s`, `2 min 5 s`, `4.52 h`, `11.4 d`.
    static String duration(double seconds) {
        if (seconds == 0) {
            return "0" + JOIN + "s";
        }
        if (seconds < 0.9995) {
            return three(seconds * 1000) + JOIN + "ms";
        }
        if (seconds < 59.95) {
            return three(seconds) + JOIN + "s";
        }
        if (seconds < 3599.5) {
            long whole = Math.round(seconds);
            return whole / 60 + JOIN + "min" + JOIN + whole % 60 + JOIN + "s";
        }
        return seconds < 48 * 3600 ? three(seconds / 3600) + JOIN + "h" : three(seconds / 86400) + JOIN + "d";
    }

    /// The figure with its unit: `0.3164 kWh`; `not known` without a figure.
    static String full(Figure figure) {
        boolean withUnit = !(figure instanceof Figure.NotKnown) && !inText(figure.unit());
        return plain(figure) + (withUnit ? JOIN + figure.unit().symbol().replace("CO2e", "CO₂e") : "");
    }

    /// The figure where a heading names its unit.
    static String plain(Figure figure) {
        return switch (figure) {
            case Figure.Known known -> plain(known.value(), known.unit());
            case Figure.Between range -> plain(range.low(), range.unit()) + "–" + plain(range.high(), range.unit());
            case Figure.NotKnown _ -> "not" + JOIN + "known";
        };
    }

    private static boolean inText(Unit unit) {
        return unit == Unit.DOLLARS || unit == Unit.SECONDS || unit == Unit.HOURS;
    }

    private static String plain(double value, Unit unit) {
        return switch (unit) {
            case DOLLARS -> money(value);
            case SECONDS -> duration(value);
            case HOURS -> duration(value * 3600);
            case TEXTS_PER_SECOND -> rate(value);
            case TOKENS -> count(Math.round(value));
            case DOLLARS_PER_HOUR, DOLLARS_PER_MILLION_TOKENS, WATTS, KILOWATT_HOURS, GRAMS_PER_KILOWATT_HOUR,
                    KILOGRAMS, MILES ->
                quantity(value);
        };
    }

    /// A ratio above 1 to two significant digits: `930`, `1.4`.
    static String ratio(double ratio) {
        return grouped(bare(BigDecimal.valueOf(ratio).round(new MathContext(2, RoundingMode.HALF_UP))));
    }

    private static String three(double value) {
        return grouped(bare(BigDecimal.valueOf(value).round(new MathContext(3, RoundingMode.HALF_UP))));
    }

    private static BigDecimal bare(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0, RoundingMode.UNNECESSARY) : stripped;
    }

    private static String grouped(BigDecimal number) {
        String plain = number.toPlainString();
        int point = plain.indexOf('.') < 0 ? plain.length() : plain.indexOf('.');
        var text = new StringBuilder(plain);
        int first = plain.startsWith("-") ? 1 : 0;
        for (int at = point - 3; at > first; at -= 3) {
            text.insert(at, ',');
        }
        return text.toString();
    }
}
