package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a training process (SIGKILL) at random moments, within epochs and between them, until one gets through.
@Tag("slow")
class KilledTrainingTest {
    private static final int KILLS = 4;
    private static final int EVENTS = 21; // 15 steps, 5 epoch ends, the start

    @TempDir
    private Path directory;

    @Test
    void killedAtRandomMomentsTheWeightsAreThoseOfAnUninterruptedRun() throws Exception {
        Path base = Tiny.base(directory);
        Fit whole = Tiny.fit(base, directory.resolve("whole"), TrainListener.SILENT);
        Path work = directory.resolve("work");
        var random = new Random(11);
        for (int kill = 0; kill < KILLS; kill++) {
            runAndKill(base, work, 1 + random.nextInt(EVENTS / 2), random.nextInt(3));
        }
        assertThat(runAndKill(base, work, Integer.MAX_VALUE, 0)).isTrue();
        Fit resumed = Tiny.tuning().fit(Tiny.set(), Tiny.oftenSaved(), base, work, event -> {
            throw new AssertionError("the child has finished, got " + event);
        });
        assertThat(resumed.weights()).hasSameBinaryContentAs(whole.weights());
        assertThat(resumed.epochs()).extracting(EpochResult::validation)
                .isEqualTo(whole.epochs().stream().map(EpochResult::validation).toList());
    }

    /// @param events seen before the kill
    /// @param millis more, so that the kill falls into steps, validation and writing alike
    /// @return whether the child finished
    private static boolean runAndKill(Path base, Path work, int events, int millis)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("-Dorg.bytedeco") || flag.startsWith("--enable-native"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "-Xmx256m", ChildTraining.class.getName(),
                base.toString(), work.toString()));
        Process child = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader lines = child.inputReader()) {
            int seen = 0;
            String line = lines.readLine();
            while (line != null && seen < events) {
                if (line.equals("Finished")) {
                    assertThat(child.waitFor()).isZero();
                    return true;
                }
                seen++;
                line = seen < events ? lines.readLine() : line;
            }
            child.onExit().completeOnTimeout(child, millis, java.util.concurrent.TimeUnit.MILLISECONDS).join();
            return false;
        } finally {
            child.destroyForcibly().waitFor();
        }
    }
}
