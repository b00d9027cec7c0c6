package dev.retort.hub;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// What names of the hub must be before they become part of a path or an address. Whoever answers for the hub chooses
/// commits, hashes and file names, so none of them is trusted.
final class HubNames {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern REVISION = Pattern.compile("[\\w.][\\w.+/-]{0,254}");
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");
    private static final int LONGEST_PATH = 1024;

    private HubNames() {}

    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    /// Whether it is the SHA-1 of a git blob or the SHA-256 of a large file, in hex.
    static boolean isHash(String text) {
        return HASH.matcher(text).matches();
    }

    static boolean isRevision(String text) {
        return REVISION.matcher(text).matches() && isInside(text);
    }

    /// Whether a path with `/` stays inside the directory that it is resolved against, on every system.
    static boolean isInside(String path) {
        if (path.isEmpty() || path.length() > LONGEST_PATH || path.indexOf('\\') >= 0
                || path.chars().anyMatch(Character::isISOControl) || DRIVE.matcher(path).matches()) {
            return false;
        }
        for (String segment : path.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return false;
            }
        }
        return true;
    }

    /// A name as one segment of an address: `refs/convert/parquet` is `refs%2Fconvert%2Fparquet`.
    static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// A path as several segments.
    static String segments(String path) {
        return segment(path).replace("%2F", "/");
    }

    /// A name of others in a message: on one line, not too long.
    static String shown(String name) {
        String line = name.replaceAll("\\p{Cntrl}", "?");
        return line.length() > 80 ? line.substring(0, 80) + "..." : line;
    }
}
