package dev.retort.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The page shows what it is given: changing any one value of the data changes the page.
class EveryValueShowsTest {
    /// How an interval was drawn is the same on every line of a run, and a class's predicted texts are the sums of the
    /// confusion matrix's columns.
    private static final Pattern NOT_SHOWN = Pattern
            .compile("Interval\\.(level|resamples|seed)$|perClass\\[\\d+]\\.predicted$|task\\.examples");

    @Test
    void changingAnyValueChangesThePage() {
        assertEveryValueShows(Examples.full(), 500);
    }

    @Test
    void alsoWithoutReferenceLabels() {
        assertEveryValueShows(Examples.withoutReferences(), 200);
    }

    private static void assertEveryValueShows(ReportData data, int atLeast) {
        String page = ReportPage.render(data);
        var checked = new HashSet<String>();
        List<String> unseen = new ArrayList<>();
        Leaves.of(data).filter(change -> !NOT_SHOWN.matcher(change.path()).find()).forEach(change -> {
            checked.add(change.path());
            if (ReportPage.render((ReportData) change.root()).equals(page)) {
                unseen.add(change.path());
            }
        });
        assertThat(unseen).isEmpty();
        assertThat(checked).hasSizeGreaterThan(atLeast);
    }

    @Test
    void figuresAreWrittenAsPeopleReadThem() {
        String page = ReportPage.render(Examples.full()).replace('\u00a0', ' ');
        assertThat(page).contains("The student reaches 82.7 % accuracy, teacher cot x3 97.3 %, at an estimated 1/850 of"
                + " the cost.");
        assertThat(page).contains("$252.36", "$3,061.61", "$2.71", "$0.00031", "1,700–2,600 kWh", "0.3164 kWh",
                "0.12 kg CO₂e", "61.49 texts/s", "128 ms", "10 ms", "2,126,388", "3 min 7 s", "1,335 texts", "0.963",
                "2 of 3 votes", "98.1 %", "55 more are not shown", "23 November 2026, 09:41 UTC", "not known");
    }
}
