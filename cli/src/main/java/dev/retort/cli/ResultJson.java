package dev.retort.cli;

import dev.retort.bill.Figure;
import dev.retort.evaluate.EvaluationJson;
import dev.retort.pipeline.RunResult;
import dev.retort.pipeline.Standing;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The result of a run as JSON: the table's figures with where each comes from.
final class ResultJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ResultJson() {}

    static String of(RunResult result) {
        ObjectNode root = JSON.createObjectNode().put("version", 1);
        result.source().ifPresent(source -> root.put("referenceLabels", source.word()));
        root.put("judged", result.judged());
        ArrayNode contenders = root.putArray("contenders");
        for (Standing standing : result.standings()) {
            ObjectNode contender = contenders.addObject().put("kind", standing.kind().word())
                    .put("name", standing.name()).put("title", standing.title()).put("detail", standing.detail());
            standing.evaluation().ifPresent(
                    evaluation -> contender.set("evaluation", JSON.readTree(EvaluationJson.write(evaluation))));
            figure(contender, "dollarsPerMillion", standing.perMillion().money());
            figure(contender, "kwhPerMillion", standing.perMillion().energy());
            figure(contender, "kgCo2ePerMillion", standing.perMillion().co2e());
            figure(contender, "textsPerSecond", standing.textsPerSecond());
            figure(contender, "latencySeconds", standing.latency());
        }
        result.asked().ifPresent(asked -> OutcomeJson.write(asked, root.putObject("annotation")));
        result.student().ifPresent(student -> root.put("student", student.toString()));
        root.put("report", result.page().toString());
        result.sample().ifPresent(sample -> root.put("toLabel", sample.toString()));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    }

    static void figure(ObjectNode parent, String name, Figure figure) {
        ObjectNode node = parent.putObject(name);
        figure.number().ifPresent(value -> node.put("value", value));
        node.put("unit", figure.unit().symbol()).put("basis", figure.basisWord().toLowerCase(Locale.ROOT));
    }
}
