package dev.retort.infer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Whether a CPU multiplies int8 fast and exactly. On x86 that takes VNNI: older AVX2 and AVX-512 kernels add pairs of
/// products in 16 bits, which saturate.
///
/// @param int8 whether to compute in int8
/// @param why in a few words
record Cpu(boolean int8, String why) {
    private static final Set<String> VNNI = Set.of("avx512_vnni", "avx_vnni");

    static Cpu here() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""), Path.of("/proc/cpuinfo"));
    }

    /// @param cpuinfo as Linux writes it
    static Cpu of(String system, String architecture, Path cpuinfo) {
        if (!architecture.equals("amd64") && !architecture.equals("x86_64")) {
            return new Cpu(false, "int8 was never measured on " + architecture);
        }
        if (!system.toLowerCase(Locale.ROOT).startsWith("linux")) {
            return new Cpu(false, "on %s it cannot be told whether the CPU has VNNI".formatted(system));
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(cpuinfo);
        } catch (IOException unreadable) {
            return new Cpu(false, "%s cannot be read, so it is not known whether the CPU has VNNI".formatted(cpuinfo));
        }
        boolean vnni = lines.stream().filter(line -> line.startsWith("flags"))
                .anyMatch(line -> Arrays.stream(line.split("\\s+")).anyMatch(VNNI::contains));
        return vnni
                ? new Cpu(true, "the CPU has VNNI")
                : new Cpu(false, "the CPU has no VNNI, without which int8 saturates");
    }
}
