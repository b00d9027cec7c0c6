package dev.retort.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
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

    @Test
    void whatAKilledProcessLeftIsReplaced(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve(".index.html.tmp"), "half a page".repeat(100_000));
        Path file = ReportPage.write(Examples.empty(), folder);
        assertThat(file).content().isEqualTo(ReportPage.render(Examples.empty()));
        assertThat(folder.resolve(".index.html.tmp")).doesNotExist();
    }

    @Test
    void aPageThatCannotBePlacedLeavesWhatWasThere(@TempDir Path folder) throws Exception {
        Path occupied = Files.createDirectories(folder.resolve("index.html").resolve("someone's"));
        assertThatThrownBy(() -> ReportPage.write(Examples.empty(), folder)).isInstanceOf(IOException.class);
        assertThat(occupied).exists();
        assertThat(folder.resolve(".index.html.tmp")).doesNotExist();
    }

    /// The policy in the page names the hashes of exactly the style and the script that stand there, so a browser runs
    /// these and nothing else.
    @Test
    void thePolicyFitsTheStyleAndTheScript() throws Exception {
        String page = ReportPage.render(Examples.full());
        String policy = between(page, "Content-Security-Policy\" content=\"", "\"").replace("&#39;", "'");
        assertThat(policy).contains("default-src 'none'",
                "style-src 'sha256-" + sha256(between(page, "<style>", "</style>")) + "'",
                "script-src 'sha256-" + sha256(between(page, "<script>", "</script>")) + "'");
    }

    /// Leaves pages to look at in `target/report-pages`, for whoever changes the design.
    @Test
    void everyStateRendersTheSameTwice() throws Exception {
        var pages = Map.of("full", Examples.full(), "without-references", Examples.withoutReferences(),
                "without-student", Examples.withoutStudent(), "empty", Examples.empty(), "2-labels",
                Examples.withLabels(2), "20-labels", Examples.withLabels(20), "hostile",
                Examples.saying("<script>alert('1')</script> & \"q\" 👩‍🚀 שלום עולם \u202e rtl \u0000 end"));
        for (var page : pages.entrySet()) {
            Path file = ReportPage.write(page.getValue(), Path.of("target", "report-pages", page.getKey()));
            assertThat(file).content().isEqualTo(ReportPage.render(page.getValue()));
        }
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start) + start.length();
        return text.substring(from, text.indexOf(end, from));
    }

    private static String sha256(String text) throws Exception {
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
