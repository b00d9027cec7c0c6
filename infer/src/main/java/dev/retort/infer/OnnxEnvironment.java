package dev.retort.infer;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/// The process's one ONNX Runtime environment: errors only on its log, no telemetry, and alive until the process ends.
///
/// The library frees it in a shutdown hook, even while other threads are inside a session. Interrupting a long run then
/// crashes the JVM (seen in one of five exits) instead of ending it. Environments are counted natively: creating the
/// same one a second time and never closing it keeps it. The library has no public call for that, hence the reflection;
/// where it fails, exits are as they were.
final class OnnxEnvironment {
    private static final OrtLoggingLevel LEVEL = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
    private static final String NAME = "retort";

    private static boolean kept;

    private OnnxEnvironment() {}

    static synchronized OrtEnvironment get() throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment(LEVEL, NAME);
        environment.setTelemetry(false);
        if (!kept) {
            kept = keep(environment);
        }
        return environment;
    }

    /// @return whether the environment now outlives the library's shutdown hook
    private static boolean keep(OrtEnvironment environment) {
        try {
            Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
            api.setAccessible(true);
            Field handle = OrtEnvironment.class.getDeclaredField("nativeHandle");
            handle.setAccessible(true);
            Method create = OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class,
                    String.class);
            create.setAccessible(true);
            Object again = create.invoke(null, api.getLong(null), LEVEL.getValue(), NAME);
            return again.equals(handle.getLong(environment));
        } catch (ReflectiveOperationException | RuntimeException changed) {
            return false;
        }
    }

    static synchronized boolean isKept() {
        return kept;
    }
}
