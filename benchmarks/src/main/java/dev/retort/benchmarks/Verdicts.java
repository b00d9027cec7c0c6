package dev.retort.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a benchmark must show, and whether it did. Prints each line as it is known and keeps all in the result.
final class Verdicts {
    private final ObjectNode result;
    private final ArrayNode checks;
    private boolean failed;

    Verdicts(ObjectNode result) {
        this.result = result;
        this.checks = result.putArray("checks");
    }

    void check(boolean passed, String what, String figure) {
        failed |= !passed;
        checks.addObject().put("check", what).put("figure", figure).put("passed", passed);
        System.out.println("%s  %s: %s".formatted(passed ? "pass" : "FAIL", what, figure));
    }

    void atLeast(double least, double value, String what, String unit) {
        check(value >= least, "%s, at least %s".formatted(what, figure(least, unit)), figure(value, unit));
    }

    void atMost(double most, double value, String what, String unit) {
        check(value <= most, "%s, at most %s".formatted(what, figure(most, unit)), figure(value, unit));
    }

    private static String figure(double value, String unit) {
        String number = String.format(Locale.ROOT, Math.abs(value) >= 100 || value == Math.rint(value)
                ? "%,.0f"
                : "%.2f", value);
        return unit.isEmpty() ? number : number + " " + unit;
    }

    /// Writes `benchmarks/results/NAME.json`.
    ///
    /// @return the exit status
    int finish(Path root, String name) throws IOException {
        result.put("passed", !failed);
        Path file = root.resolve("benchmarks/results").resolve(name + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(file,
                JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(result) + "\n");
        System.out.println("%s: %s".formatted(failed ? "FAIL" : "pass", root.relativize(file)));
        return failed ? 1 : 0;
    }
}
