package dev.retort.bill;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GpuPowerTest {
    private static final FactorTable POWERS = Factors.builtIn().powers();

    @ParameterizedTest
    @CsvSource({"Tesla T4,70", "NVIDIA L4,72", "NVIDIA L40S,350", "NVIDIA A10G,150", "NVIDIA A100-SXM4-80GB,400",
            "NVIDIA A100-PCIE-40GB,250", "NVIDIA A100 80GB PCIe,250"})
    void driversNamesAreFoundInTheTable(String name, double watts) {
        assertThat(GpuPower.of(POWERS, name)).isInstanceOfSatisfying(Figure.Known.class,
                known -> assertThat(known.value()).isEqualTo(watts));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NVIDIA L40", "NVIDIA A10", "NVIDIA H200", "NVIDIA GeForce RTX 4090", "", "/"})
    void whatIsLikeANameIsNone(String name) {
        assertThat(GpuPower.of(POWERS, name)).isEqualTo(
                Figure.notKnown(Unit.WATTS, "no hardware '%s' in the tables".formatted(name)));
    }
}
