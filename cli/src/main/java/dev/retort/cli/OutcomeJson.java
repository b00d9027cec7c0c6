package dev.retort.cli;

import dev.retort.annotate.Latencies;
import dev.retort.annotate.TeacherSummary;
import dev.retort.pipeline.AnnotateOutcome;
import dev.retort.pipeline.TeacherOutcome;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What asking came to, as JSON.
final class OutcomeJson {
    private OutcomeJson() {}

    static void write(AnnotateOutcome outcome, ObjectNode parent) {
        ArrayNode teachers = parent.putArray("teachers");
        outcome.teachers().forEach(teacher -> write(teacher, teachers.addObject()));
        outcome.halted().ifPresent(reason -> parent.put("halted", reason));
        parent.put("interrupted", outcome.interrupted()).put("elapsedSeconds", outcome.elapsed().toNanos() / 1e9);
        if (!outcome.left().isEmpty()) {
            ArrayNode left = parent.putArray("batchesLeft");
            outcome.left().forEach(batch -> left.addObject().put("teacher", batch.teacher())
                    .put("batch", batch.batch()).put("requests", batch.requests()));
        }
    }

    private static void write(TeacherOutcome teacher, ObjectNode node) {
        TeacherSummary asked = teacher.asked();
        node.put("teacher", asked.teacher()).put("votes", asked.wanted()).put("answered", asked.answered())
                .put("knownBefore", asked.reused());
        teacher.votes().ifPresent(
                votes -> node.put("unreadable", votes.unreadable()).put("refused", votes.refused()));
        node.put("rejected", asked.rejected()).put("gaveUp", asked.gaveUp()).put("spared", asked.spared())
                .put("sends", asked.sends())
                .put("retries", asked.retries());
        if (asked.latencies().count() > 0) {
            ObjectNode latency = node.putObject("latencySeconds");
            quantile(latency, "p50", asked.latencies(), 0.5);
            quantile(latency, "p95", asked.latencies(), 0.95);
            quantile(latency, "p99", asked.latencies(), 0.99);
        }
        teacher.usage().ifPresent(usage -> node.set("tokens", AnswerLines.tokens(usage)));
        ResultJson.figure(node, "dollars", teacher.dollars());
        asked.stopped().ifPresent(reason -> node.put("stopped", reason));
    }

    private static void quantile(ObjectNode node, String name, Latencies latencies, double share) {
        latencies.quantile(share).ifPresent(latency -> node.put(name, latency.toNanos() / 1e9));
    }
}
