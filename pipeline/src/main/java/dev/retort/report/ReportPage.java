package dev.retort.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// The report as one self-contained HTML file: styles, pictures and script inside, nothing fetched.
public final class ReportPage {
    private static final TemplateEngine ENGINE = TemplateEngine.createPrecompiled(null, ContentType.Html, null,
            "dev.retort.report");

    private ReportPage() {}

    public static String render(ReportData data) {
        var output = new CleanOutput();
        ENGINE.render("report.jte", Page.of(data), output);
        return output.toString();
    }

    /// Renders into `index.html` of a folder, made as needed. The file is replaced at once when the page is whole and
    /// on the disk.
    ///
    /// @return the file
    /// @throws IOException if it cannot be written; what stood there before stays
    public static Path write(ReportData data, Path folder) throws IOException {
        byte[] page = render(data).getBytes(StandardCharsets.UTF_8);
        Files.createDirectories(folder);
        Path target = folder.resolve("index.html");
        Path unfinished = folder.resolve(".index.html.tmp");
        try (var channel = FileChannel.open(unfinished, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            var buffer = ByteBuffer.wrap(page);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
            return Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException failure) {
            Files.deleteIfExists(unfinished);
            throw failure;
        }
    }
}
