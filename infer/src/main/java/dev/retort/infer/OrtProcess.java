package dev.retort.infer;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// ONNX Runtime's one environment in this process.
///
/// When it starts, ONNX Runtime 1.29 matches the whole command line (`/proc/self/cmdline`) against a regular expression
/// that recurses for every character: from some 3,500 characters on, such as a class path of 40 jars, that overflows an
/// ordinary thread's stack and the process dies without a word. So it is started on a thread with room.
final class OrtProcess {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
    private static final long USUAL_STACK = 1 << 20;
    /// Measured: about 300 bytes a character.
    private static final long STACK_PER_CHARACTER = 1024;

    private OrtProcess() {}

    /// @throws InferenceException if ONNX Runtime does not start
    static OrtEnvironment environment() {
        return Started.ENVIRONMENT;
    }

    private static final class Started {
        static final OrtEnvironment ENVIRONMENT = start();

        private static OrtEnvironment start() {
            var environment = new CompletableFuture<OrtEnvironment>();
            var thread = new Thread(null, () -> {
                try {
                    environment.complete(OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
                            "retort"));
                } catch (RuntimeException | Error failure) {
                    environment.completeExceptionally(failure);
                }
            }, "onnxruntime-start", USUAL_STACK + STACK_PER_CHARACTER * commandLineLength());
            thread.setDaemon(true);
            thread.start();
            try {
                return environment.join();
            } catch (CompletionException failure) {
                throw new InferenceException("ONNX Runtime does not start (%s)".formatted(failure.getCause()), failure);
            }
        }

        private static long commandLineLength() {
            try {
                return Files.readAllBytes(COMMAND_LINE).length;
            } catch (IOException notLinux) {
                return 0;
            }
        }
    }
}
