package dev.retort.bill;

import java.util.OptionalInt;

/// What a machine without readable power counters draws: CodeCarbon's fallback. Counters (RAPL, NVML) give
/// [Basis#MEASURED] figures and go before this.
public final class CpuPower {
    private static final double WATTS_A_THREAD = 4;
    private static final double WATTS_WITHOUT_A_CLUE = 85;
    private static final double WATTS_A_MEMORY_MODULE = 5;
    private static final Source CODE_CARBON = Source.undated("CodeCarbon's fallback for unknown processors");

    private CpuPower() {}

    /// @param threads hardware threads at work; empty if unknown
    /// @param memoryModules RAM modules; 0 leaves memory out
    public static Figure estimate(OptionalInt threads, int memoryModules) {
        double cpu = threads.isPresent() ? threads.getAsInt() * WATTS_A_THREAD : WATTS_WITHOUT_A_CLUE;
        String formula = (threads.isPresent() ? "%d threads x 4 W".formatted(threads.getAsInt()) : "85 W a processor")
                + (memoryModules > 0 ? " + %d memory modules x 5 W".formatted(memoryModules) : "");
        return Figure.estimated(cpu + memoryModules * WATTS_A_MEMORY_MODULE, Unit.WATTS, formula, CODE_CARBON);
    }
}
