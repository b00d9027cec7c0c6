package dev.retort.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.retort.dataset.ReferenceSource;
import dev.retort.dataset.Split;
import dev.retort.teacher.PromptStyle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The workspaces that come with Retort read without a problem.
class ExampleWorkspacesTest {
    private static final Path ROOT = Path.of(System.getProperty("retort.root"));

    @Test
    void marketBriefs() {
        Workspaces.Loaded loaded = Workspaces.load(ROOT.resolve("examples/market-briefs"));

        assertThat(loaded.workspace().teachers()).extracting(ask -> ask.teacher().name() + " " + ask.votes())
                .containsExactly("simple 1", "cot 3");
        assertThat(loaded.workspace().studentAsk().teacher().style()).isEqualTo(PromptStyle.COT);
        assertThat(loaded.workspace().task().labelNames()).containsExactly("positive", "negative", "neutral");
        assertThat(loaded.workspace().task().examples()).hasSize(3);
        assertThat(loaded.dataset().count(Split.TRAIN)).isEqualTo(1000);
        assertThat(loaded.dataset().count(Split.TEST)).isEqualTo(335);
        assertThat(loaded.dataset().examples())
                .allMatch(example -> example.reference().orElseThrow().source() == ReferenceSource.MODEL);
        assertThat(loaded.dataset().notes()).isEmpty();
    }

    @Test
    void financialPhrasebank() {
        Path texts = ROOT.resolve("../shared/data/financial-phrasebank/texts.csv");
        assumeTrue(Files.exists(texts), "needs the Financial PhraseBank data beside the project; see its README");

        Workspaces.Loaded loaded = Workspaces.load(ROOT.resolve("benchmarks/financial-phrasebank"));

        assertThat(loaded.workspace().teachers()).extracting(ask -> ask.teacher().name() + " " + ask.votes())
                .containsExactly("simple 1", "cot-1 1", "cot 3");
        assertThat(loaded.dataset().count(Split.TRAIN)).isEqualTo(1811);
        assertThat(loaded.dataset().count(Split.TEST)).isEqualTo(453);
        assertThat(loaded.dataset().notes()).singleElement().asString().startsWith("5 texts occur more than once");
    }
}
