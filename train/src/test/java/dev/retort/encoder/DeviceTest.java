package dev.retort.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.retort.base.EncoderConfig;
import dev.retort.student.DeviceChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a choice of device comes to, and that all that a pass makes follows its model, shown on [LazyDevice].
class DeviceTest {
    /// More tokens than ModernBERT's golden window of 4 each side.
    private static final List<int[]> TEXTS = List.of(new int[]{2, 7, 9, 8, 7, 9, 8, 7, 9, 8, 7, 3}, new int[]{2, 8, 3});

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "xlm-roberta", "distilbert", "electra", "deberta-v2", "modernbert"})
    void allThatAPassMakesFollowsTheModel(String family) throws IOException {
        follow(withDropout(family, "", ""));
    }

    @Test
    void soDoesModernBertThatReadsItsFirstToken() throws IOException {
        follow(withDropout("modernbert", "\"classifier_pooling\": \"mean\"", "\"classifier_pooling\": \"cls\""));
    }

    private void follow(Path model) throws IOException {
        EncoderConfig config = EncoderConfig.read(model);
        try (Classifier there = Classifier.load(config, model, 3, 1, LazyDevice.device());
                Classifier here = Classifier.load(config, model, 3, 1);
                var _ = new PointerScope()) {
            assertThat(there.trained().values()).isNotEmpty()
                    .allSatisfy(tensor -> assertThat(tensor.is_lazy()).isTrue());
            there.trainWords(TEXTS);
            try (Classifier replica = there.replica()) {
                for (List<int[]> rows : List.of(TEXTS, TEXTS.subList(0, 1))) { // with padding and without
                    Tensor logits = replica.forward(replica.batch(rows), Dropout.by(CounterRandom.of(1)));
                    assertThat(logits.is_lazy()).isTrue();
                    logits.sum().backward();
                    List<float[]> scores = there.score(rows);
                    List<float[]> expected = here.score(rows);
                    for (int text = 0; text < rows.size(); text++) {
                        assertThat(scores.get(text)).containsExactly(expected.get(text), within(1e-4f));
                    }
                    assertThat(Batch.values(logits)).as("dropout").doesNotContain(expected.getFirst());
                }
                there.trained().keySet().forEach(name -> assertThat(replica.trained(name).grad().is_lazy()).as(name)
                        .isTrue());
            }
            there.save(directory.resolve("saved.safetensors"));
            assertThat(directory.resolve("saved.safetensors"))
                    .hasSameBinaryContentAs(model.resolve("model.safetensors"));
        }
    }

    /// That the tests above can fail.
    @Test
    void aTensorLeftOnTheProcessorIsNoticed() throws IOException {
        Path golden = Golden.bert();
        try (Classifier lazy = Classifier.load(EncoderConfig.read(golden), golden, 3, 1, LazyDevice.device());
                Classifier cpu = Classifier.load(golden, 3, 1);
                var _ = new PointerScope()) {
            Batch there = lazy.batch(TEXTS);
            Batch here = cpu.batch(TEXTS);
            for (Batch mixed : List.of(
                    new Batch(2, there.length(), there.ids(), here.positions(), there.firsts(), there.rectangle()),
                    new Batch(2, there.length(), there.ids(), there.positions(), here.firsts(), there.rectangle()),
                    new Batch(2, there.length(), there.ids(), there.positions(), there.firsts(), here.rectangle()))) {
                assertThatThrownBy(() -> Batch.values(lazy.forward(mixed, Dropout.OFF)))
                        .hasMessageContaining("not a lazy tensor");
            }
        }
    }

    private Path withDropout(String family, String old, String now) throws IOException {
        Path golden = Golden.family(family);
        Files.copy(golden.resolve("model.safetensors"), directory.resolve("model.safetensors"));
        Files.writeString(directory.resolve("config.json"), Files.readString(golden.resolve("config.json"))
                .replaceAll("dropout(_prob)?\": 0.0", "dropout$1\": 0.1").replace(old, now));
        return directory;
    }

    @Test
    void choicesAreTheProcessorWithoutCuda() {
        assumeTrue(Device.withoutCuda().isPresent(), "this machine has a GPU and a libtorch for it");
        assertThat(Device.of(DeviceChoice.AUTO)).isSameAs(Device.CPU).hasToString("cpu");
        assertThat(Device.of(DeviceChoice.CPU)).isSameAs(Device.CPU);
        assertThatThrownBy(() -> Device.of(DeviceChoice.CUDA)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("device cannot be cuda: %s, or write 'device: cpu'".formatted(
                        Device.withoutCuda().orElseThrow()));
    }

    @Test
    void whatIsMissingForCudaIsTold() {
        assertThat(Device.withoutCuda(true, true)).isEmpty();
        assertThat(Device.withoutCuda(false, false))
                .hasValue("this libtorch has no CUDA; run with RETORT_CUDA=1 in the "
                        + "environment, which builds with one that has (docs/training.md, On a GPU)");
        assertThat(Device.withoutCuda(true, false))
                .hasValue("no NVIDIA GPU answers; see whether nvidia-smi shows one and "
                        + "whether its driver is new enough (docs/training.md, On a GPU)");
    }
}
