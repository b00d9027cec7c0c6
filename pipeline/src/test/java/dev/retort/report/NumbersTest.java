package dev.retort.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.bill.Basis;
import dev.retort.bill.Figure;
import dev.retort.bill.Source;
import dev.retort.bill.Unit;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0       | 0.0 %
            1       | 100.0 %
            0.94    | 94.0 %
            0.8275  | 82.8 %
            0.00049 | <0.1 %
            0.0005  | 0.1 %
            0.9995  | >99.9 %
            0.9994  | 99.9 %
            """)
    void percentsNeverRoundToAllOrNothing(double share, String text) {
        assertThat(plain(Numbers.percent(share))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0          | $0
            2.7103     | $2.71
            153.075    | $153.08
            3061.605   | $3,061.61
            1234567.8  | $1,234,567.80
            0.295      | $0.30
            0.0995     | $0.10
            0.0994     | $0.099
            0.0031     | $0.0031
            0.00003149 | $0.000031
            """)
    void moneyToTheCentOrTwoDigits(double dollars, String text) {
        assertThat(Numbers.money(dollars)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0         | 0 s
            0.00512   | 5.12 ms
            0.128     | 128 ms
            0.9996    | 1 s
            12.34     | 12.3 s
            59.96     | 1 min 0 s
            125.4     | 2 min 5 s
            3599.6    | 1 h
            16261.86  | 4.52 h
            172800    | 2 d
            986400    | 11.4 d
            """)
    void durations(double seconds, String text) {
        assertThat(plain(Numbers.duration(seconds))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0.31635  | 0.3164 | 0.32
            1700     | 1,700  | 1,700
            61.49    | 61.49  | 61.49
            143.26   | 143.3  | 143.3
            2345.6   | 2,346  | 2,346
            100      | 100    | 100.0
            0.0000089| 0.0000089 | 0.00
            """)
    void quantitiesAndRates(double value, String quantity, String rate) {
        assertThat(Numbers.quantity(value)).isEqualTo(quantity);
        assertThat(Numbers.rate(value)).isEqualTo(rate);
    }

    @Test
    void figuresCarryTheirUnits() {
        var source = Source.undated("a study");
        assertThat(plain(Numbers.full(Figure.published(2.714, Unit.DOLLARS, source)))).isEqualTo("$2.71");
        assertThat(plain(Numbers.full(Figure.published(4.517, Unit.HOURS, source)))).isEqualTo("4.52 h");
        assertThat(plain(Numbers.full(Figure.published(0.1164, Unit.KILOGRAMS, source)))).isEqualTo("0.1164 kg CO₂e");
        assertThat(
                plain(Numbers.full(new Figure.Between(1700, 2600, Unit.KILOWATT_HOURS, Basis.PUBLISHED, "", source))))
                .isEqualTo("1,700–2,600 kWh");
        assertThat(plain(Numbers.full(Figure.notKnown(Unit.KILOGRAMS, "no grid")))).isEqualTo("not known");
    }

    @Test
    void kappaMayBeNegative() {
        assertThat(Numbers.coefficient(-0.0412)).isEqualTo("-0.041");
        assertThat(Numbers.ratio(847.7)).isEqualTo("850");
        assertThat(Numbers.ratio(1.44)).isEqualTo("1.4");
        assertThat(Numbers.count(12345)).isEqualTo("12,345");
    }

    @Test
    void noLocaleChangesThePage() {
        Locale before = Locale.getDefault();
        String page = ReportPage.render(Examples.full());
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(ReportPage.render(Examples.full())).isEqualTo(page);
            Locale.setDefault(Locale.GERMANY);
            assertThat(ReportPage.render(Examples.full())).isEqualTo(page);
        } finally {
            Locale.setDefault(before);
        }
    }

    private static String plain(String text) {
        return text.replace('\u00a0', ' ');
    }
}
