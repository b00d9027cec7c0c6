package dev.retort.cli;

import dev.retort.files.DurableFiles;
import dev.retort.files.Row;
import dev.retort.files.RowReader;
import dev.retort.infer.Student;
import dev.retort.pipeline.LeaveOneWordOut;
import dev.retort.pipeline.RunException;
import dev.retort.report.Explanation;
import dev.retort.report.ExplanationPage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `retort predict --explain`: a few texts with the words that decided, as text or as an HTML page.
record ExplainedTexts(Student student, String name, String version) {
    private static final int WORDS = 8;

    /// @param output a .html or .txt file, else `out`
    void write(RowReader in, String column, int most, Optional<Path> output, OutputStream out) {
        Optional<String> extension = output.map(ExplainedTexts::extension);
        var explanations = new ArrayList<Explanation>();
        for (Optional<Row> row = in.next(); row.isPresent(); row = in.next()) {
            row.get().cell(column).filter(text -> !text.isBlank())
                    .ifPresent(text -> explanations.add(LeaveOneWordOut.of(student, text)));
            if (explanations.size() == most) {
                break;
            }
        }
        String content = extension.filter("html"::equals).isPresent()
                ? new ExplanationPage(name, version, explanations).render()
                : text(explanations);
        try {
            if (output.isPresent()) {
                DurableFiles.write(output.get().toAbsolutePath(), content);
            } else {
                out.write(content.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (IOException failure) {
            throw new RunException("%s: cannot be written: %s".formatted(
                    output.map(Path::toString).orElse("<stdout>"), failure.getMessage()));
        }
    }

    private static String extension(Path output) {
        String file = output.toString().toLowerCase(Locale.ROOT);
        if (file.endsWith(".html")) {
            return "html";
        }
        if (file.endsWith(".txt")) {
            return "txt";
        }
        throw new RunException("%s: explanations are written as .html or .txt; name such a file".formatted(output));
    }

    private static String text(List<Explanation> explanations) {
        var text = new StringBuilder();
        for (Explanation explanation : explanations) {
            text.append(String.format(Locale.ROOT, "%s %.3f  %s%n", explanation.label(), explanation.score(),
                    explanation.text().strip()));
            for (Explanation.Word word : explanation.heaviest(WORDS)) {
                text.append(String.format(Locale.ROOT, "  %+.3f  %s%n", word.weight(), explanation.word(word)));
            }
            text.append(System.lineSeparator());
        }
        return text.toString();
    }
}
