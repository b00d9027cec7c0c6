package dev.retort.cli;

import dev.retort.annotate.AnnotateEvent;
import dev.retort.annotate.BatchProgress;
import dev.retort.annotate.Progress;
import dev.retort.annotate.Question;
import dev.retort.hosts.Trouble;
import dev.retort.hub.HubEvent;
import dev.retort.pipeline.RunEvent;
import dev.retort.pipeline.RunListener;
import java.io.PrintWriter;
import java.time.Duration;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What happens while teachers are asked, one JSON object a line. The form is in `docs/events.md`.
final class EventLines implements RunListener {
    private static final Duration BETWEEN = Duration.ofSeconds(1);

    private final PrintWriter out;
    private Duration due = Duration.ZERO;
    private long fetchingShown = System.nanoTime();

    EventLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void on(RunEvent event) {
        switch (event) {
            case RunEvent.Note(var note) -> write(line("note").put("note", note));
            case RunEvent.Started(var stage, var what) ->
                write(line("started").put("stage", stage.word()).put("what", what));
            case RunEvent.Finished(var stage, var what, var took) ->
                write(line("finished").put("stage", stage.word()).put("what", what).put("seconds", seconds(took)));
            case RunEvent.Forecasting(var forecasts) -> {
                ObjectNode line = line("forecast");
                line.set("teachers", JsonMapper.shared().valueToTree(forecasts));
                write(line);
            }
            case RunEvent.Annotating(var annotating) -> on(annotating);
            case RunEvent.Asked(var outcome) -> {
                ObjectNode summary = line("summary");
                OutcomeJson.write(outcome, summary);
                write(summary);
            }
            case RunEvent.Fetching(var fetching) -> on(fetching);
            case RunEvent.Picking _,RunEvent.UpToDate _,RunEvent.Exporting _,RunEvent.Training _ -> {
            }
        }
    }

    private void on(AnnotateEvent event) {
        switch (event) {
            case AnnotateEvent.Progressed(var progress) -> {
                if (progress.elapsed().compareTo(due) >= 0 || progress.done() == progress.total()) {
                    due = progress.elapsed().plus(BETWEEN);
                    write(progress(progress));
                }
            }
            case AnnotateEvent.Retrying(var question, var trouble, var attempt, var pause) ->
                write(trouble(line("retrying"), question, trouble).put("attempt", attempt).put("pauseSeconds",
                        seconds(pause)));
            case AnnotateEvent.Unanswered(var question, var trouble, var attempts, var forGood) ->
                write(trouble(line("unanswered"), question, trouble).put("attempts", attempts).put("forGood", forGood));
            case AnnotateEvent.TeacherStopped(var teacher, var reason) ->
                write(line("stopped").put("teacher", teacher).put("reason", reason));
            case AnnotateEvent.Overran(var teacher, var reserved, var charged) -> write(
                    line("overran").put("teacher", teacher).put("reserved", reserved).put("charged", charged));
            case AnnotateEvent.BatchMoved(var progress) -> write(batch(line("batch"), progress));
            case AnnotateEvent.Answered _ -> {
            }
        }
    }

    private boolean isFetchingDue() {
        long now = System.nanoTime();
        if (now - fetchingShown < BETWEEN.toNanos()) {
            return false;
        }
        fetchingShown = now;
        return true;
    }

    private void on(HubEvent event) {
        switch (event) {
            case HubEvent.Fetching step -> {
                if (step.bytes() == step.total() || isFetchingDue()) {
                    write(line("fetching").put("repository", step.repository()).put("file", step.file())
                            .put("bytes", step.bytes()).put("total", step.total())
                            .put("bytesPerSecond", step.bytesPerSecond()));
                }
            }
            case HubEvent.Fetched done -> write(line("fetched").put("repository", done.repository())
                    .put("files", done.files()).put("bytes", done.bytes()).put("seconds", seconds(done.took())));
            case HubEvent.FromCache cached -> write(line("note").put("note", FetchWords.line(cached)));
            case HubEvent.Retrying _ -> {
            }
        }
    }

    private ObjectNode progress(Progress progress) {
        ObjectNode line = line("progress").put("total", progress.total()).put("done", progress.done())
                .put("answered", progress.answered()).put("knownBefore", progress.reused())
                .put("unanswered", progress.unanswered()).put("inFlight", progress.inFlight())
                .put("waiting", progress.waiting()).put("retries", progress.retries())
                .put("perSecond", progress.perSecond()).put("elapsedSeconds", seconds(progress.elapsed()));
        progress.timeLeft().ifPresent(left -> line.put("secondsLeft", seconds(left)));
        line.set("tokens", AnswerLines.tokens(progress.usage()));
        progress.usd().ifPresent(dollars -> line.put("dollars", dollars));
        if (!progress.batches().isEmpty()) {
            ArrayNode batches = line.putArray("batches");
            progress.batches().forEach(batch -> batch(batches.addObject(), batch));
        }
        return line;
    }

    private static ObjectNode batch(ObjectNode node, BatchProgress batch) {
        return node.put("teacher", batch.teacher()).put("batch", batch.batch()).put("status", batch.status())
                .put("completed", batch.completed()).put("failed", batch.failed()).put("total", batch.total());
    }

    private static ObjectNode trouble(ObjectNode line, Question question, Trouble trouble) {
        return line.put("teacher", question.teacher().name()).put("id", question.exampleId())
                .put("vote", question.key().vote())
                .put("trouble", trouble.kind().word())
                .put("message", trouble.message());
    }

    private static ObjectNode line(String event) {
        return JsonMapper.shared().createObjectNode().put("event", event);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /// A reader of the pipe sees each line at once.
    private void write(ObjectNode line) {
        out.println(JsonMapper.shared().writeValueAsString(line));
        out.flush();
    }
}
