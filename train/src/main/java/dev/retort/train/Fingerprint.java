package dev.retort.train;

import dev.retort.base.Checkpoint;
import dev.retort.student.ProblemType;
import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// SHA-256 of everything that decides a student's weights: a checkpoint of another fingerprint is of no use.
final class Fingerprint {
    /// Raise it when a change of the code changes the weights that come out.
    private static final String ALGORITHM_VERSION = "retort-train-3";

    private static final List<String> BASE_FILES = List.of("config.json", "tokenizer.json");

    private Fingerprint() {}

    static String of(TrainingSet set, TrainOptions options, Path base) throws IOException {
        MessageDigest sha256 = sha256();
        try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), sha256)) {
            field(out, ALGORITHM_VERSION);
            field(out, whatDecidesWeights(options));
            field(out, set.labels().toString());
            if (set.problem() != ProblemType.SINGLE_LABEL) { // older fingerprints knew no other
                field(out, set.problem().word());
            }
            texts(out, set.texts());
            texts(out, set.validation());
            for (Path path : baseFiles(base)) {
                field(out, base.relativize(path).toString());
                try (InputStream file = Files.newInputStream(path)) {
                    file.transferTo(out);
                }
            }
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static List<Path> baseFiles(Path base) throws IOException {
        return Stream.concat(BASE_FILES.stream().map(base::resolve), Checkpoint.files(base).stream()).toList();
    }

    /// The base counts by the content of its files, not by what it is called.
    private static String whatDecidesWeights(TrainOptions options) {
        var words = options.words();
        TrainOption.all().stream().filter(option -> !option.decidesWeights())
                .forEach(option -> words.remove(option.key()));
        return words.toString();
    }

    private static void texts(OutputStream out, List<TrainingText> texts) throws IOException {
        field(out, Integer.toString(texts.size()));
        for (TrainingText text : texts) {
            field(out, text.id());
            field(out, text.text());
            field(out, text.target() + " x " + text.weight());
        }
    }

    /// The length goes first, so that no two lists of fields give the same bytes.
    private static void field(OutputStream out, String value) throws IOException {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        out.write((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        out.write(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
