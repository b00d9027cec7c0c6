package dev.retort.files;

import java.util.OptionalLong;

/// Something a person must put right, in one line: `texts.csv:14: the text is empty; ...`.
///
/// @param file as the person knows it: relative to the workspace, as given on the command line, or `<stdin>`
/// @param line from 1; in Parquet the row; empty where the file as a whole is meant
/// @param message names the thing, the rule, the value and the remedy
public record Problem(String file, OptionalLong line, String message) {
    public Problem {
        message = message.replace('\n', ' ').replace('\r', ' ');
    }

    public static Problem at(String file, long line, String message) {
        return new Problem(file, OptionalLong.of(line), message);
    }

    public static Problem of(String file, String message) {
        return new Problem(file, OptionalLong.empty(), message);
    }

    /// The line as printed.
    @Override
    public String toString() {
        return line.isPresent() ? file + ":" + line.getAsLong() + ": " + message : file + ": " + message;
    }
}
