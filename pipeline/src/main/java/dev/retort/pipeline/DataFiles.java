package dev.retort.pipeline;

import dev.retort.dataset.Example;
import dev.retort.files.DataFile;
import dev.retort.files.RowReader;
import dev.retort.files.Rows;
import dev.retort.report.Recipe;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// The data files by content, so that a reader of the page can tell whether they have the same ones.
final class DataFiles {
    private DataFiles() {}

    static List<Recipe.DataFile> of(OpenWorkspace open) {
        return open.workspace().data().files().stream()
                .map(file -> new Recipe.DataFile(file.shown(), sha256(file.path()), rows(file))).toList();
    }

    private static int rows(DataFile file) {
        int rows = 0;
        try (RowReader reader = Rows.open(file)) {
            while (reader.next().isPresent()) {
                rows++;
            }
        }
        return rows;
    }

    /// Of all texts, ids, splits and reference labels.
    static String hash(List<Example> examples) {
        var fingerprint = new Fingerprint();
        examples.forEach(example -> fingerprint.add(example.id()).add(example.text()).add(example.split())
                .add(example.reference()));
        return fingerprint.hex();
    }

    private static String sha256(Path file) {
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(((DigestInputStream) in).getMessageDigest().digest());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
