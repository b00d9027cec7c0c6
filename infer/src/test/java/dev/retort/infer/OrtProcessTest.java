package dev.retort.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OrtProcessTest {
    /// Starts ONNX Runtime in a process of its own.
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            OrtProcess.environment();
        }
    }

    @Test
    void aLongCommandLineDoesNotKillTheProcess() throws Exception {
        // without the larger stack the child dies of signal 11, exit code 139
        String java = ProcessHandle.current().info().command().orElseThrow();
        Process child = new ProcessBuilder(List.of(java, "-cp", System.getProperty("java.class.path"),
                Child.class.getName(), "x".repeat(100_000))).inheritIO().start();
        assertThat(child.waitFor()).isZero();
    }
}
