package dev.retort.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"fma avx512f avx512_vnni, true", "avx2 avx_vnni fma, true", "avx2 avx512f avx512bw, false",
            "avx2 no_avx512_vnni, false"})
    void int8TakesVnni(String flags, boolean int8) throws IOException {
        Path cpuinfo = Files.writeString(directory.resolve("cpuinfo"),
                "processor\t: 0\nmodel name\t: avx_vnni\nflags\t\t: fpu %s de\n".formatted(flags));
        assertThat(Cpu.of("Linux", "amd64", cpuinfo).int8()).isEqualTo(int8);
    }

    @Test
    void elsewhereNothingIsClaimed() {
        Path none = directory.resolve("none");
        assertThat(Cpu.of("Linux", "amd64", none))
                .isEqualTo(new Cpu(false, none + " cannot be read, so it is not known whether the CPU has VNNI"));
        assertThat(Cpu.of("Linux", "aarch64", none)).isEqualTo(new Cpu(false, "int8 was never measured on aarch64"));
        assertThat(Cpu.of("Mac OS X", "x86_64", none).why())
                .isEqualTo("on Mac OS X it cannot be told whether the CPU has VNNI");
    }
}
