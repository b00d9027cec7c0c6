package dev.retort.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {
    @Test
    void writesThePageAtOnceAndLeavesNothingElse(@TempDir Path folder) throws Exception {
        Path reports = folder.resolve("reports");
        Path file = ReportPage.write(Examples.full(), reports);
        assertThat(file).isEqualTo(reports.resolve("index.html")).content()
                .isEqualTo(ReportPage.render(Examples.full()));
        ReportPage.write(Examples.withoutStudent(), reports);
        assertThat(file).content().isEqualTo(ReportPage.render(Examples.withoutStudent()));
        try (var left = Files.list(reports)) {
            assertThat(left).containsExactly(file);
        }
    }

    /// Pages to look at, for whoever changes the design.
    @Test
    void picturesForTheEye() throws Exception {
        Path pages = Path.of("target", "report-pages");
        ReportPage.write(Examples.full(), pages.resolve("full"));
        ReportPage.write(Examples.withoutReferences(), pages.resolve("without-references"));
        ReportPage.write(Examples.withoutStudent(), pages.resolve("without-student"));
        ReportPage.write(Examples.empty(), pages.resolve("empty"));
        ReportPage.write(Examples.withLabels(2), pages.resolve("2-labels"));
        ReportPage.write(Examples.withLabels(20), pages.resolve("20-labels"));
        ReportPage.write(Examples.saying("<script>alert('1')</script> & \"q\" 👩‍🚀 שלום עולם \u202e rtl \u0000 end"),
                pages.resolve("hostile"));
        assertThat(pages.resolve("full/index.html")).isNotEmptyFile();
    }
}
