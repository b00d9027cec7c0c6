package dev.retort.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// JDK, platform, processor and memory.
final class SystemProbe implements Probe {
    /// Training bge-small with batches of 16 texts of 128 tokens stays below it.
    private static final long ENOUGH_MEMORY = 4 * Sizes.GIGABYTE;

    @Override
    public List<Finding> look(Machine machine) {
        var findings = new ArrayList<Finding>();
        findings.add(jdk());
        findings.add(platform(System.getProperty("os.name"), System.getProperty("os.arch")));
        findings.add(processor(machine));
        memory(machine).ifPresent(findings::add);
        return findings;
    }

    private static Finding jdk() {
        int feature = Runtime.version().feature();
        String found = "%s (%s)".formatted(System.getProperty("java.version"), System.getProperty("java.vendor"));
        return feature >= 25
                ? Finding.ok("JDK", found)
                : Finding.missing("JDK", found, "install a JDK 25 or newer and name it in RETORT_JAVA_HOME");
    }

    static Finding platform(String system, String architecture) {
        String found = system + " " + architecture;
        return system.equals("Linux") && architecture.equals("amd64")
                ? Finding.ok("platform", found)
                : Finding.lacks("platform", found,
                        "training is tested on Linux x86_64 only; all else should run on Linux, macOS and Windows");
    }

    private static Finding processor(Machine machine) {
        Optional<String> flags = machine.line("proc/cpuinfo", "flags");
        String model = machine.line("proc/cpuinfo", "model name").orElse("processor");
        String cores = "%d %s, %s".formatted(machine.cores(), machine.cores() == 1 ? "core" : "cores", model);
        if (flags.isEmpty()) {
            return Finding.ok("processor", cores);
        }
        Set<String> have = Set.of(flags.get().split("\\s+"));
        String vectors = Stream.of("avx2", "avx512f", "avx_vnni", "avx512_vnni", "amx_int8").filter(have::contains)
                .collect(Collectors.joining(", "));
        if (!have.contains("avx2")) {
            return Finding.lacks("processor", cores + ", without AVX2",
                    "all runs, slowly; a processor made after 2014 is several times faster");
        }
        if (!have.contains("avx512_vnni") && !have.contains("avx_vnni")) {
            return Finding.lacks("processor", cores + "; " + vectors,
                    "without VNNI prefer model.onnx: model_int8.onnx may lose accuracy and gains less");
        }
        return Finding.ok("processor", cores + "; " + vectors);
    }

    private static Optional<Finding> memory(Machine machine) {
        return machine.line("proc/meminfo", "MemTotal").map(total -> {
            long bytes = kilobytes(total);
            String found = Sizes.words(bytes) + machine.line("proc/meminfo", "MemAvailable")
                    .map(free -> ", " + Sizes.words(kilobytes(free)) + " of it available").orElse("");
            return bytes >= ENOUGH_MEMORY
                    ? Finding.ok("memory", found)
                    : Finding.lacks("memory", found, "training wants %s; lower batch-size and max-seq-length"
                            .formatted(Sizes.words(ENOUGH_MEMORY)));
        });
    }

    /// `8000000 kB` in bytes.
    private static long kilobytes(String value) {
        return 1024 * Long.parseLong(value.replace("kB", "").strip());
    }
}
