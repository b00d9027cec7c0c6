package dev.retort.pipeline;

import dev.retort.store.StageRecord;
import dev.retort.teacher.Ask;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads and settles the votes of all teachers, as far as answers, task or rules have changed. Sends nothing.
final class CountStage {
    /// A share of answers without a label from which people are told.
    private static final double MANY = 0.1;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final OpenWorkspace open;

    CountStage(OpenWorkspace open) {
        this.open = open;
    }

    void run(RunListener listener) {
        run(listener, () -> true);
    }

    /// @param goOn asked every now and then; once it says no, the rest is left to the next command
    /// @return the teachers whose votes are counted
    Set<String> run(RunListener listener, BooleanSupplier goOn) {
        var counted = new HashSet<String>();
        var votes = new VoteCount(open.workspace().task(), open.workspace().votes(), open.store(), open.clock());
        var tokens = new TokenMeter(open.workspace().task(), open.store(), open.clock());
        for (Ask ask : open.workspace().teachers()) {
            if (votes.count(ask, open.examples(), goOn)) {
                counted.add(ask.teacher().name());
                tokens.read(ask, open.examples(), goOn);
                notes(ask).forEach(note -> listener.on(new RunEvent.Note(note)));
            }
        }
        return counted;
    }

    /// Whether any teacher has a vote.
    boolean isEmpty() {
        return open.workspace().teachers().stream().allMatch(ask -> counted(ask).path("votes").asInt(0) == 0);
    }

    /// What a teacher's votes came to, in words: `20 of 40 answers have no label (12 empty, 8 refused)`.
    String words(Ask ask) {
        JsonNode counted = counted(ask);
        var causes = new ArrayList<String>();
        for (var cause : counted.path("without-label").properties()) {
            causes.add("%,d %s".formatted(cause.getValue().asInt(0), cause.getKey()));
        }
        return "%,d of %,d answers have no label%s".formatted(without(counted), counted.path("votes").asInt(0),
                causes.isEmpty() ? "" : " (" + String.join(", ", causes) + ")");
    }

    private List<String> notes(Ask ask) {
        JsonNode counted = counted(ask);
        var notes = new ArrayList<String>();
        int unweighed = counted.path("unweighed").asInt(0);
        if (unweighed > 0) {
            notes.add("teacher '%s': no probability is known of the label of %,d votes, so each of them counts 1"
                    .formatted(ask.teacher().name(), unweighed));
        }
        int votes = counted.path("votes").asInt(0);
        if (without(counted) <= MANY * votes) {
            return notes;
        }
        int cut = counted.path("cut").asInt(0);
        String remedy = cut > 0
                ? "%,d answers were cut off at the longest reply, so raise max-tokens".formatted(cut)
                : "look at the raw answers and at the prompt with 'retort check'";
        notes.add("teacher '%s': %s; %s".formatted(ask.teacher().name(), words(ask), remedy));
        return notes;
    }

    private static int without(JsonNode counted) {
        int sum = 0;
        for (JsonNode count : counted.path("without-label")) {
            sum += count.asInt(0);
        }
        return sum;
    }

    private JsonNode counted(Ask ask) {
        return JSON.readTree(open.store().stage(VoteCount.stage(ask.teacher().name())).map(StageRecord::output)
                .orElse("{}"));
    }
}
