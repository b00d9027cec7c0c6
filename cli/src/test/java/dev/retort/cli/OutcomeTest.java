package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.annotate.Latencies;
import dev.retort.annotate.TeacherSummary;
import dev.retort.bill.Figure;
import dev.retort.bill.Unit;
import dev.retort.pipeline.AnnotateOutcome;
import dev.retort.pipeline.TeacherOutcome;
import dev.retort.store.VoteKinds;
import dev.retort.teacher.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class OutcomeTest {
    private static AnnotateOutcome stopped(Optional<VoteKinds> votes) {
        var asked = new TeacherSummary("cot", 1_000, 40, 3, 0, 0, 0, 41, 1, Usage.NONE, Usage.NONE, new Latencies(),
                Optional.empty());
        return new AnnotateOutcome(List.of(new TeacherOutcome(asked, votes, Optional.empty(),
                Figure.notKnown(Unit.DOLLARS, "the host told no token usage"))), true, Optional.empty(),
                Duration.ofSeconds(1), List.of());
    }

    private static JsonNode json(AnnotateOutcome outcome) {
        ObjectNode parent = JsonMapper.shared().createObjectNode();
        OutcomeJson.write(outcome, parent);
        return parent.path("teachers").path(0);
    }

    @Test
    void votesThatWereNotCountedAreNotClaimedToBeNone() {
        AnnotateOutcome outcome = stopped(Optional.empty());
        assertThat(outcome.counted()).isFalse();
        assertThat(OutcomeTable.lines(outcome).get(1).split(" {2,}"))
                .containsExactly("cot", "1,000", "40", "3", "not counted", "not counted", "0", "0", "957");
        assertThat(json(outcome).propertyNames()).doesNotContain("unreadable", "refused").contains("rejected");
    }

    @Test
    void votesThatWereCountedAreTold() {
        AnnotateOutcome outcome = stopped(Optional.of(new VoteKinds(40, 2, 1)));
        assertThat(outcome.counted()).isTrue();
        assertThat(OutcomeTable.lines(outcome).get(1).split(" {2,}")).startsWith("cot", "1,000", "40", "3", "2", "1");
        assertThat(json(outcome).path("unreadable").asInt()).isEqualTo(2);
        assertThat(json(outcome).path("refused").asInt()).isEqualTo(1);
    }
}
