package dev.retort.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The directories that libraries unpack their native parts into: writable, and with room.
final class SpaceProbe implements Probe {
    /// libtorch with MKL unpacks to 0.9 GB, the others to 0.3 GB.
    private static final long ENOUGH_SPACE = 2 * Sizes.GIGABYTE;

    @Override
    public List<Finding> look(Machine machine) {
        var findings = new ArrayList<Finding>();
        directories(machine).forEach((thing, directory) -> findings.add(directory(thing, directory)));
        return findings;
    }

    private static Map<String, Path> directories(Machine machine) {
        var directories = new LinkedHashMap<String, Path>();
        directories.put("temporary files", machine.temporary());
        directories.put("libtorch cache", Optional.ofNullable(System.getProperty("org.bytedeco.javacpp.cachedir"))
                .map(Path::of).orElse(machine.home().resolve(".javacpp/cache")));
        directories.put("tokenizer cache",
                machine.variable("DJL_CACHE_DIR").map(Path::of).orElse(machine.home().resolve(".djl.ai")));
        return directories;
    }

    private static Finding directory(String thing, Path directory) {
        Path existing = directory;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
            return Finding.missing(thing, directory + " is not writable", "chown or chmod it, or set another HOME");
        }
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            String found = "%s, %s free".formatted(directory, Sizes.words(free));
            return free >= ENOUGH_SPACE
                    ? Finding.ok(thing, found)
                    : Finding.lacks(thing, found, "make room: unpacking the native libraries takes up to "
                            + Sizes.words(ENOUGH_SPACE));
        } catch (IOException failure) {
            return Finding.lacks(thing, directory + ": " + failure.getMessage(), "see whether its disk is mounted");
        }
    }
}
