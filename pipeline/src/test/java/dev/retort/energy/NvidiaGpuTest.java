package dev.retort.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The driver's libraries are played by one of a few lines of C, which needs a compiler.
class NvidiaGpuTest {
    /// CUDA shows one GPU, the second on the bus; NVML knows it by its bus id. Each look takes 1.5 kJ.
    private static final String DRIVER = """
            #include <stdio.h>
            #include <string.h>
            static unsigned long long taken = 1000000;
            static int second;
            int cuInit(unsigned flags) { return flags; }
            int cuDeviceGet(int *device, int ordinal) { *device = 7; return ordinal == 0 ? 0 : 101; }
            int cuDeviceGetPCIBusId(char *id, int size, int device) {
                return device == 7 ? snprintf(id, size, "0000:3B:00.0") >= size : 101;
            }
            int cuDeviceGetName(char *name, int size, int device) {
                return device == 7 ? snprintf(name, size, "NVIDIA A100-SXM4-80GB") >= size : 101;
            }
            int nvmlInit_v2(void) { return INIT; }
            int nvmlDeviceGetHandleByPciBusId_v2(const char *id, void **handle) {
                *handle = &second;
                return strcmp(id, "0000:3B:00.0") == 0 ? 0 : 6;
            }
            int nvmlDeviceGetTotalEnergyConsumption(void *handle, unsigned long long *millijoules) {
                if (handle != &second) return 2;
                *millijoules = taken;
                taken += 1500000;
                return COUNTS;
            }
            """;

    @TempDir
    private Path directory;

    /// @param init status of NVML's start
    /// @param counts status of its counter
    private String driver(int init, int counts) throws IOException, InterruptedException {
        Path source = Files.writeString(directory.resolve("driver.c"),
                DRIVER.replace("INIT", "" + init).replace("COUNTS", "" + counts));
        Path library = directory.resolve("libdriver-%d-%d.so".formatted(init, counts));
        try {
            Process cc = new ProcessBuilder("cc", "-shared", "-fPIC", "-o", library.toString(), source.toString())
                    .redirectErrorStream(true).start();
            assertThat(cc.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(cc.exitValue()).as(new String(cc.getInputStream().readAllBytes(),
                    java.nio.charset.StandardCharsets.UTF_8)).isZero();
        } catch (IOException none) {
            assumeTrue(false, "no C compiler 'cc' on the PATH: " + none.getMessage());
        }
        return library.toString();
    }

    @Test
    void theGpuThatCudaShowsIsCounted() throws Exception {
        String driver = driver(0, 0);
        Gpu gpu = NvidiaGpu.first(driver, driver).orElseThrow();
        assertThat(gpu.name()).isEqualTo("NVIDIA A100-SXM4-80GB");
        assertThat(gpu.millijoules()).hasValue(1_000_000L);
        assertThat(gpu.millijoules()).hasValue(2_500_000L);
        GpuCount count = GpuCount.of(gpu).orElseThrow();
        assertThat(count.kilowattHours().orElseThrow()).isCloseTo(1500 / 3.6e6, within(1e-15)); // 1.5 kJ
        assertThat(count.source()).isEqualTo("NVML counter of NVIDIA A100-SXM4-80GB; whatever else ran there is in it");
    }

    @Test
    void aGpuThatDoesNotCountIsStillNamed() throws Exception {
        String driver = driver(0, 3); // NVML_ERROR_NOT_SUPPORTED
        Gpu gpu = NvidiaGpu.first(driver, driver).orElseThrow();
        assertThat(gpu.name()).isEqualTo("NVIDIA A100-SXM4-80GB");
        assertThat(gpu.millijoules()).isEmpty();
        assertThat(GpuCount.of(gpu)).isEmpty();
    }

    @Test
    void withoutLibrariesFunctionsOrDriverThereIsNoGpu() throws Exception {
        Path nowhere = directory.resolve("libnone.so");
        assertThat(NvidiaGpu.first(nowhere.toString(), nowhere.toString())).isEmpty();
        String driver = driver(9, 0); // NVML_ERROR_DRIVER_NOT_LOADED
        assertThat(NvidiaGpu.first(driver, driver)).isEmpty();
        assertThat(NvidiaGpu.first(driver, nowhere.toString())).isEmpty();
        assertThat(NvidiaGpu.first("libm.so.6", "libm.so.6")).as("a library without these functions").isEmpty();
    }

    @Test
    void aMachineWithoutTheDriversLibrariesHasNoGpu() {
        boolean driver = Files.exists(Path.of("/proc/driver/nvidia/version"));
        assumeTrue(!driver, "this machine has an NVIDIA driver");
        assertThat(NvidiaGpu.first()).isEmpty();
    }

    @Test
    void aCounterThatBeginsAnewOrIsLostEndsTheMeasuring() {
        var counter = new Optional<?>[]{Optional.of(5_000L)};
        Gpu gpu = new Gpu() {
            @Override
            public String name() {
                return "a GPU";
            }

            @Override
            public Optional<Long> millijoules() {
                return counter[0].map(Long.class::cast);
            }
        };
        GpuCount count = GpuCount.of(gpu).orElseThrow();
        assertThat(count.kilowattHours()).hasValue(0.0);
        counter[0] = Optional.of(3_600_005_000L);
        assertThat(count.kilowattHours()).hasValue(1.0);
        counter[0] = Optional.of(4_000L);
        assertThat(count.kilowattHours()).isEmpty();
        counter[0] = Optional.empty();
        assertThat(count.kilowattHours()).isEmpty();
    }
}
