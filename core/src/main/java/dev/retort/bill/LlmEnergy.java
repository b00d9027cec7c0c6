package dev.retort.bill;

import java.util.Locale;

/// The energy of one LLM request by the model's size: EcoLogits' published model, fitted on H100s at a batch of 64
/// requests. It ignores prompt tokens, so it understates classification, which reads much and writes little.
public final class LlmEnergy {
    private static final double BATCH = 64;
    private static final double GPU_MEMORY_GB = 80;
    private static final double GPUS_A_SERVER = 8;
    private static final double SERVER_KILOWATTS_WITHOUT_GPUS = 1.2;
    private static final double BYTES_A_PARAMETER = 2;
    private static final double MEMORY_OVERHEAD = 1.2;
    private static final Source ECOLOGITS = Source.undated("EcoLogits' model of LLM inference");

    private LlmEnergy() {}

    /// @param size of the model
    /// @param completionTokens generated, hidden reasoning included
    /// @param pue of the host's data centre; EcoLogits assumes 1.2 for most
    /// @return kWh
    public static Figure ofRequest(ModelSize size, double completionTokens, double pue) {
        double gpus = gpus(size);
        double seconds = 6.785e-4 * size.active() + 3.119e-4 * BATCH + 0.01947;
        double server = seconds / 3600 * SERVER_KILOWATTS_WITHOUT_GPUS * gpus / GPUS_A_SERVER / BATCH;
        double gpuWattHours = 1.1665e-6 * Math.exp(-0.011206 * BATCH) * size.active() + 4.0529e-5;
        double kilowattHours = pue * completionTokens * (server + gpus * gpuWattHours / 1000);
        String formula = String.format(Locale.ROOT,
                "%.1f tokens out x energy a token of %sB active of %sB parameters on %.0f H100, PUE %s; prompt ignored",
                completionTokens, number(size.active()), number(size.total()), gpus, number(pue));
        return Figure.estimated(kilowattHours, Unit.KILOWATT_HOURS, formula, ECOLOGITS.and(size.source()));
    }

    /// The GPUs that hold the weights at 16 bits with 20 % to spare, a power of two.
    static double gpus(ModelSize size) {
        double needed = MEMORY_OVERHEAD * size.total() * BYTES_A_PARAMETER / GPU_MEMORY_GB;
        return Math.max(1, Math.pow(2, Math.ceil(Math.log(needed) / Math.log(2))));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
