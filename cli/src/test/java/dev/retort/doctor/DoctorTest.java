package dev.retort.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.onnxruntime.OrtEnvironment;
import dev.retort.doctor.Finding.State;
import dev.retort.energy.Gpu;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @TempDir
    Path root;

    private Machine machine(Map<String, String> environment) {
        return new Machine(root, environment, root.resolve("home"), root.resolve("tmp"), 2);
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private Finding only(Probe probe, String thing) {
        return only(probe, thing, Map.of());
    }

    private Finding only(Probe probe, String thing, Map<String, String> environment) {
        return probe.look(machine(environment)).stream().filter(finding -> finding.thing().equals(thing)).findFirst()
                .orElseThrow();
    }

    @Test
    void processorIsReadFromItsFlags() throws IOException {
        write("proc/cpuinfo", "processor\t: 0\nmodel name\t: Some CPU\nflags\t\t: fpu sse2 avx2 avx512f avx512_vnni\n");
        assertThat(only(new SystemProbe(), "processor"))
                .isEqualTo(Finding.ok("processor", "2 cores, Some CPU; avx2, avx512f, avx512_vnni"));
    }

    @Test
    void processorWithoutVnniShouldNotUseTheQuantizedModel() throws IOException {
        write("proc/cpuinfo", "model name\t: Old CPU\nflags\t\t: fpu sse2 avx2\n");
        Finding finding = only(new SystemProbe(), "processor");
        assertThat(finding.state()).isEqualTo(State.LACKS);
        assertThat(finding.remedy()).contains("model.onnx");
    }

    @Test
    void littleMemoryIsSaid() throws IOException {
        write("proc/meminfo", "MemTotal:        2000000 kB\nMemFree:         100 kB\nMemAvailable:    1000000 kB\n");
        Finding finding = only(new SystemProbe(), "memory");
        assertThat(finding.state()).isEqualTo(State.LACKS);
        assertThat(finding.detail()).isEqualTo("2.0 GB, 1.0 GB of it available"); // 2,000,000 x 1,024 bytes
    }

    @Test
    void machineWithoutProcStillHasAnExamination() {
        assertThat(new SystemProbe().look(machine(Map.of()))).extracting(Finding::thing).contains("JDK", "processor");
    }

    @Test
    void otherPlatformsAreBestEffort() {
        assertThat(SystemProbe.platform("Linux", "amd64").state()).isEqualTo(State.OK);
        assertThat(SystemProbe.platform("Mac OS X", "aarch64").state()).isEqualTo(State.LACKS);
    }

    @Test
    void graphicsDriverIsReadFromProc() throws IOException {
        assertThat(only(new AcceleratorProbe(), "GPU").state()).isEqualTo(State.LACKS);
        write("proc/driver/nvidia/version",
                "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54\nGCC version: 12\n");
        Finding unused = only(new AcceleratorProbe(false, Optional::empty), "GPU");
        assertThat(unused.detail()).contains("550.54").endsWith(", but this build's libtorch has no CUDA");
        assertThat(unused.remedy()).contains("RETORT_CUDA=1");
        assertThat(only(new AcceleratorProbe(true, Optional::empty), "GPU").state()).isEqualTo(State.OK);
    }

    @Test
    void graphicsProcessorIsAskedForItsEnergy() throws IOException {
        write("proc/driver/nvidia/version", "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.95\n");
        assertThat(only(new AcceleratorProbe(true, Optional::empty), "GPU energy meter").state())
                .isEqualTo(State.LACKS);
        assertThat(only(new AcceleratorProbe(true, () -> Optional.of(gpu(Optional.empty()))), "GPU energy meter")
                .detail()).isEqualTo("Tesla P100 does not count its energy");
        assertThat(only(new AcceleratorProbe(true, () -> Optional.of(gpu(Optional.of(1L)))), "GPU energy meter"))
                .isEqualTo(Finding.ok("GPU energy meter", "NVML counter of Tesla P100"));
    }

    private static Gpu gpu(Optional<Long> millijoules) {
        return new Gpu() {
            @Override
            public String name() {
                return "Tesla P100";
            }

            @Override
            public Optional<Long> millijoules() {
                return millijoules;
            }
        };
    }

    @Test
    void energyCountersAreLookedFor() throws IOException {
        assertThat(only(new EnergyProbe(), "energy meter").state()).isEqualTo(State.LACKS);
        write("sys/class/powercap/intel-rapl:0/name", "package-0\n");
        write("sys/class/powercap/intel-rapl:0/max_energy_range_uj", "262143328850\n");
        Files.createDirectories(root.resolve("sys/class/powercap/intel-rapl:0/energy_uj")); // as good as unreadable
        Finding unreadable = only(new EnergyProbe(), "energy meter");
        assertThat(unreadable.detail()).isEqualTo("1 RAPL counter, none readable");
        assertThat(unreadable.remedy()).contains("chmod o+r");
        Files.delete(root.resolve("sys/class/powercap/intel-rapl:0/energy_uj"));
        write("sys/class/powercap/intel-rapl:0/energy_uj", "123\n");
        assertThat(only(new EnergyProbe(), "energy meter")).isEqualTo(Finding.ok("energy meter", "1 RAPL counter"));
    }

    @Test
    void directoryWhereAFileStandsIsMissing() throws IOException {
        write("tmp", "a file");
        Finding finding = only(new SpaceProbe(), "temporary files");
        assertThat(finding.state()).isEqualTo(State.MISSING);
        assertThat(finding.detail()).contains(root.resolve("tmp") + " is not writable");
    }

    @Test
    void directoryToBeMadeCountsAsItsParent() {
        assertThat(only(new SpaceProbe(), "tokenizer cache").detail())
                .startsWith(root.resolve("home/.djl.ai") + ", ").endsWith(" free");
    }

    @Test
    void keysAreNamedAndNeverShown() {
        List<Finding> findings = new KeyProbe().look(machine(Map.of("OPENAI_API_KEY", "sk-secret", "HF_TOKEN", " ")));
        assertThat(findings).extracting(Finding::state).containsExactly(State.LACKS, State.OK);
        assertThat(findings.toString()).contains("OPENAI_API_KEY is set", "HF_TOKEN is not set")
                .doesNotContain("sk-secret");
    }

    @Test
    void libraryThatKillsItsProcessIsAFinding() {
        var probe = new NativeProbe(List.of("/bin/sh", "-c", "case $0 in LIBTORCH) kill -ILL $$;; *) echo 1.0;; esac"));
        List<Finding> findings = probe.look(machine(Map.of()));
        assertThat(findings).filteredOn(finding -> finding.state() == State.MISSING).singleElement()
                .satisfies(finding -> {
                    assertThat(finding.thing()).isEqualTo("libtorch");
                    assertThat(finding.detail()).isEqualTo("its process died of signal 4");
                    assertThat(finding.remedy()).contains("needed by train");
                });
        assertThat(findings).filteredOn(finding -> finding.state() == State.OK).hasSize(4);
    }

    @Test
    void libraryThatDoesNotLoadSaysWhy() {
        var probe = new NativeProbe(List.of("/bin/sh", "-c", "echo 'version GLIBC_2.28 not found' >&2; exit 1"));
        assertThat(probe.look(machine(Map.of()))).allSatisfy(finding -> assertThat(finding.detail())
                .isEqualTo("version GLIBC_2.28 not found"));
    }

    @Test
    @Tag("slow")
    void nativeLibrariesOfThisPlatformLoad() {
        // the real ones, in real processes; libtorch alone is supported on Linux x86_64 only
        List<Finding> findings = new NativeProbe().look(Machine.here(Map.of()));
        assertThat(findings).hasSize(NativeLibrary.values().length);
        if (SystemProbe.platform(System.getProperty("os.name"), System.getProperty("os.arch")).state() == State.OK) {
            assertThat(findings).allSatisfy(finding -> assertThat(finding.state()).isEqualTo(State.OK));
        }
    }

    /// ONNX Runtime 1.29.0 sends what models it runs to its maker, and crashes on command lines above 4,096 bytes while
    /// it prepares that.
    @Test
    void onnxRuntimeHasNobodyToReportTo() throws IOException {
        try (InputStream library = OrtEnvironment.class
                .getResourceAsStream("/ai/onnxruntime/native/linux-x64/libonnxruntime.so")) {
            assertThat(library).isNotNull();
            String text = new String(Objects.requireNonNull(library).readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(text.contains("OrtGetApiBase")).isTrue();
            assertThat(text.contains("OneCollector")).as("the library names a telemetry service").isFalse();
        }
    }

    @Test
    void remedyGoesWithWhatIsNotThere() {
        assertThatIllegalArgumentException().isThrownBy(() -> Finding.missing("x", "none", ""))
                .withMessageContaining("'x' is missing");
        assertThatIllegalArgumentException().isThrownBy(() -> new Finding("x", State.OK, "there", "do it"));
    }
}
