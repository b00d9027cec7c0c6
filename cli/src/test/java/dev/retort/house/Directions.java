package dev.retort.house;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Who may know whom: the table of docs/architecture.md as code.
final class Directions {
    /// Module to the modules it may depend on. `benchmarks` may see everything.
    static final Map<String, Set<String>> MODULES = Map.ofEntries(
            Map.entry("core", Set.of()),
            Map.entry("store", Set.of("core")),
            Map.entry("data", Set.of("core")),
            Map.entry("annotate", Set.of("core", "store")),
            Map.entry("infer", Set.of()),
            Map.entry("train", Set.of("core", "data", "infer")),
            Map.entry("pipeline", Set.of("core", "store", "data", "annotate", "infer", "train")),
            Map.entry("serve", Set.of("infer", "annotate")),
            Map.entry("studio", Set.of("pipeline")),
            Map.entry("cli", Set.of("pipeline", "serve", "studio")),
            Map.entry("spark", Set.of("infer")),
            Map.entry("benchmarks", Set.of("core", "store", "data", "annotate", "infer", "train", "pipeline", "serve",
                    "studio", "cli")));

    /// What only some packages may name, and which.
    record Reserved(String prefix, String why, Set<String> packages) {}

    /// `dev.retort.doctor` tries every native library, so it may name each.
    static final List<Reserved> RESERVED = List.of(
            new Reserved("org.bytedeco.", "libtorch stays in the encoders and the training loop",
                    Set.of("dev.retort.encoder", "dev.retort.train", "dev.retort.doctor")),
            // A benchmark looks into it.
            new Reserved("ai.onnxruntime.", "ONNX Runtime stays in infer",
                    Set.of("dev.retort.infer", "dev.retort.doctor", "dev.retort.benchmarks")),
            new Reserved("ai.djl.", "tokenizers stay in infer", Set.of("dev.retort.infer", "dev.retort.doctor")),
            new Reserved("io.netty.", "connections stay in http", Set.of("dev.retort.http")),
            new Reserved("org.jdbi.", "SQL stays in the store", Set.of("dev.retort.store")),
            new Reserved("org.sqlite.", "SQL stays in the store", Set.of("dev.retort.store")),
            new Reserved("org.duckdb.", "DuckDB reads Parquet and nothing else", Set.of("dev.retort.files")),
            new Reserved("picocli.", "flags stay in cli", Set.of("dev.retort.cli")),
            new Reserved("java.net.http.", "requests leave from hosts and hub",
                    Set.of("dev.retort.hosts", "dev.retort.hub")));

    /// What a module may not name, beyond what it does not depend on.
    static final Map<String, List<String>> FORBIDDEN = Map.of(
            "core",
            List.of("java.sql.", "java.net.http.", "java.util.concurrent.Executor", "java.lang.Thread", "Thread."),
            "infer", List.of("tools.jackson.", "com.fasterxml."));

    private Directions() {}

    /// Everything that points the wrong way, one line each.
    static List<String> violations(Collection<Room> rooms) {
        var found = new ArrayList<String>();
        Map<String, String> moduleOf = new HashMap<>();
        rooms.forEach(room -> room.sources().forEach(source -> moduleOf.put(source.home(), room.name())));
        for (Room room : rooms) {
            if (!MODULES.containsKey(room.name())) {
                found.add("module " + room.name() + " is not in the table: say what it may depend on");
                continue;
            }
            Set<String> allowed = MODULES.getOrDefault(room.name(), Set.of());
            room.dependsOn().stream().filter(other -> !allowed.contains(other)).sorted()
                    .forEach(other -> found.add("%s must not depend on %s".formatted(room.name(), other)));
            Set<String> reachable = closure(room.name());
            for (Source source : room.sources()) {
                sourceViolations(room, source, reachable, moduleOf, found);
            }
            found.addAll(cycles(room));
        }
        return found;
    }

    private static void sourceViolations(Room room, Source source, Set<String> reachable, Map<String, String> moduleOf,
            List<String> found) {
        String where = source.home() + "." + source.file();
        for (String other : new TreeSet<>(source.packages())) {
            String module = moduleOf.getOrDefault(other, room.name());
            if (!module.equals(room.name()) && !reachable.contains(module)) {
                found.add("%s (%s) must not know %s (%s)".formatted(where, room.name(), other, module));
            }
        }
        for (Reserved reserved : RESERVED) {
            if (source.names(reserved.prefix()) && !reserved.packages().contains(source.home())) {
                found.add("%s names %s: %s".formatted(where, reserved.prefix(), reserved.why()));
            }
        }
        for (String prefix : FORBIDDEN.getOrDefault(room.name(), List.of())) {
            if (source.names(prefix)) {
                found.add("%s names %s, which %s must not".formatted(where, prefix, room.name()));
            }
        }
    }

    /// The modules that a module may see, at any distance.
    private static Set<String> closure(String module) {
        var seen = new HashSet<String>();
        var waiting = new ArrayDeque<String>(MODULES.getOrDefault(module, Set.of()));
        while (!waiting.isEmpty()) {
            String next = waiting.remove();
            if (seen.add(next)) {
                waiting.addAll(MODULES.getOrDefault(next, Set.of()));
            }
        }
        return seen;
    }

    /// Packages of one module that know each other in a circle.
    private static List<String> cycles(Room room) {
        var knows = new TreeMap<String, Set<String>>();
        for (Source source : room.sources()) {
            knows.computeIfAbsent(source.home(), _ -> new TreeSet<>()).addAll(source.packages());
        }
        var found = new ArrayList<String>();
        for (String start : knows.keySet()) {
            var path = new LinkedHashSet<String>();
            if (reaches(start, start, knows, path)) {
                found.add("packages in a circle: " + start + " and " + String.join(", ", path));
            }
        }
        return found;
    }

    private static boolean reaches(String from, String goal, Map<String, Set<String>> knows, Set<String> path) {
        for (String next : knows.getOrDefault(from, Set.of())) {
            if (next.equals(goal) || (knows.containsKey(next) && path.add(next) && reaches(next, goal, knows, path))) {
                return true;
            }
        }
        return false;
    }
}
