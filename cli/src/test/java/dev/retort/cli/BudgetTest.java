package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.testing.LoopbackHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A budget over several runs on one workspace.
class BudgetTest {
    @TempDir
    private Path dir;

    private TinyWorkspace workspace(LoopbackHost host, String more, String budget) throws IOException {
        TinyWorkspace workspace = TinyWorkspace.in(dir,
                "  - {name: chat, host: openai, base-url: '%s', model: m, prompt: simple%s}\n"
                        .formatted(host.baseUrl(), more));
        Path yaml = workspace.file("retort.yaml");
        Files.writeString(yaml,
                Files.readString(yaml).replace("timeout: 5s", "timeout: 5s, budget: {%s}".formatted(budget)));
        return workspace;
    }

    private static LoopbackHost host() {
        return LoopbackHost.answering(text -> "good");
    }

    @Test
    void whatEarlierRunsSpentCountsAndRaisingTheBudgetGoesOn() throws IOException {
        try (LoopbackHost host = host()) {
            workspace(host, "", "tokens: 1500");
            Session first = Session.of("annotate", "--quiet", dir.toString());
            int sends = host.seen().size();
            Session same = Session.of("annotate", "--quiet", dir.toString());

            assertThat(first.status()).isNotZero();
            assertThat(first.err()).contains("the budget of 1,500 tokens is used up")
                    .contains("raise 'tokens' under 'annotate: budget:'").hasLineCount(1);
            assertThat(sends).isBetween(1, 59);
            assertThat(same.err()).isEqualTo(first.err());
            assertThat(host.seen()).hasSize(sends);

            workspace(host, "", "tokens: 1000000");
            Session raised = Session.of("annotate", "--quiet", dir.toString());

            assertThat(raised.status()).as(raised.err()).isZero();
            assertThat(host.seen()).hasSize(60);
        }
    }

    @Test
    void aBudgetInDollarsNeedsAPriceBeforeAnythingIsSent() throws IOException {
        try (LoopbackHost host = host()) {
            workspace(host, "", "usd: 1");
            Session without = Session.of("annotate", "--quiet", dir.toString());
            workspace(host, ", priced-as: gpt-4o-mini", "usd: 0.0005");
            Session with = Session.of("annotate", "--quiet", dir.toString());

            assertThat(without.err()).contains("teacher 'chat': no price is known for 'm'", "'priced-as'",
                    "'report: prices:'").hasLineCount(1);
            assertThat(with.err()).contains("the budget of $0.0005 is used up").hasLineCount(1);
            assertThat(host.seen().size()).isBetween(1, 59);
        }
    }

    @Test
    void aBudgetNeedsAnEndOfReplies() throws IOException {
        try (LoopbackHost host = host()) {
            workspace(host, ", max-tokens: null", "tokens: 1000");

            Session session = Session.of("annotate", "--quiet", dir.toString());

            assertThat(session.err()).contains("teacher 'chat': a budget needs 'max-tokens'").hasLineCount(1);
            assertThat(host.seen()).isEmpty();
        }
    }
}
