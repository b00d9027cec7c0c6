package dev.retort.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A Java file without its comment lines.
///
/// @param home the package it lies in
/// @param code its text, comment lines left out
record Source(String file, String home, String code) {
    private static final Pattern HOME = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern OURS = Pattern.compile("\\b(dev\\.retort(?:\\.[a-z][a-z0-9]*)+)\\b");

    static Source read(Path file) {
        try {
            String code = Files.readString(file).lines().filter(line -> !line.strip().matches("(//|\\*|/\\*).*"))
                    .collect(Collectors.joining("\n"));
            String home = HOME.matcher(code).results().findFirst().map(found -> found.group(1)).orElse("");
            return new Source(file.getFileName().toString(), home, code);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The packages of ours that it names.
    Set<String> packages() {
        return OURS.matcher(code).results().map((MatchResult found) -> found.group(1))
                .filter(found -> !found.equals(home)).collect(Collectors.toSet());
    }

    /// Whether it names anything that starts so.
    boolean names(String prefix) {
        return Pattern.compile("\\b" + Pattern.quote(prefix)).matcher(code).find();
    }
}
