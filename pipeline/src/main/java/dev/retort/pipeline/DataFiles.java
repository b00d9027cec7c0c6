package dev.retort.pipeline;

import dev.retort.dataset.Example;
import dev.retort.files.DataFile;
import dev.retort.report.Recipe;
import java.io.IOException;
import java.io.InputStream;
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
        return open.workspace().data().files().stream().map(DataFile::path).distinct()
                .map(file -> new Recipe.DataFile(open.workspace().dir().toAbsolutePath()
                        .relativize(file.toAbsolutePath()).toString(), sha256(file), rows(open, file)))
                .toList();
    }

    /// Texts of the workspace; shown beside a single file.
    private static int rows(OpenWorkspace open, Path file) {
        return open.workspace().data().files().size() == 1 && Files.exists(file) ? open.examples().size() : 0;
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
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(((DigestInputStream) in).getMessageDigest().digest());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
