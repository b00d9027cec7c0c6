package dev.retort.train;

import dev.retort.evaluate.Calibration;
import dev.retort.evaluate.LabelThreshold;
import dev.retort.task.Label;
import java.util.List;
import java.util.Locale;

/// `README.md` of a student: what it is for, what it was made from, how good it is, what it cannot do.
final class ModelCard {
    private ModelCard() {}

    static String of(StudentRecord student, List<Label> labels) {
        return String.join("\n", frontMatter(student), "# " + oneLine(student.name()), "", introduction(student),
                "## Labels", "", labels(labels), "## Data and teacher", "", dataAndTeacher(student), "## Training", "",
                training(student), "## Results", "", results(student) + thresholds(student), "## Calibration", "",
                calibration(student), "## Intended use", "", intendedUse(student), "## Limits", "", limits(student),
                "## Carbon", "", carbon(student), "## Licence", "", student.base().stated().note(), "");
    }

    private static String frontMatter(StudentRecord student) {
        String base = student.base().name();
        boolean onHub = student.base().revision().isPresent() || !BaseLicence.of(base).isOther();
        // Several licences are no identifier of one.
        String licence = student.base().licence().contains(",") ? "other" : student.base().licence();
        return """
                ---
                license: %s
                %spipeline_tag: text-classification
                library_name: transformers
                tags:
                - retort
                - distillation
                ---
                """.formatted(licence, onHub ? "base_model: %s\n".formatted(base) : "");
    }

    private static String introduction(StudentRecord student) {
        String gives = switch (student.training().validation()) {
            case Validation.OneLabel _ -> "A small text classifier, fine-tuned from %s on the annotations of a large "
                    + "language model by Retort.";
            case Validation.LabelSet _ -> "A small text classifier that gives each text any number of its labels, "
                    + "fine-tuned from %s by Retort.";
            case Validation.Value _ -> "A small model that gives each text a number, fine-tuned from %s by Retort.";
        };
        return """
                %s

                Task: %s
                """.formatted(gives.formatted(student.base().name()), oneLine(student.task()));
    }

    private static String labels(List<Label> labels) {
        var lines = new StringBuilder("| index | label | meaning |\n|---|---|---|\n");
        for (int index = 0; index < labels.size(); index++) {
            Label label = labels.get(index);
            lines.append("| %d | %s | %s |\n".formatted(index, cell(label.name()), cell(label.description())));
        }
        return lines.toString();
    }

    private static String dataAndTeacher(StudentRecord student) {
        return """
                - Data: %s
                - Teacher: %s
                - Learnt from %d annotated texts; %d more were held out and had a say in which epoch is taken.
                """.formatted(oneLine(student.data()), oneLine(student.teacher()), student.training().texts(),
                student.training().validationTexts());
    }

    private static String training(StudentRecord student) {
        var options = student.options();
        String drawn = student.training().newWeights().isEmpty()
                ? ""
                : "- The base lacked %s: these started from random numbers.\n"
                        .formatted(String.join(", ", student.training().newWeights()));
        return String.format(Locale.ROOT, """
                - AdamW, learning rate %s with linear warm-up over %s of the steps and linear decay, weight decay %s, \
                gradients clipped to norm %s, batches of %d texts, at most %d tokens a text, seed %d.
                - %d epochs in %.0f s (%.1f texts/s); the weights are those of epoch %d.
                - ONNX Runtime gives libtorch's scores within %.1e on %d texts.
                %s""", options.learningRate(), options.warmupRatio(), options.weightDecay(), options.maxGradNorm(),
                options.batchSize(), options.maxSeqLength(), options.seed(), student.training().epochs().size(),
                student.training().seconds(), student.training().textsPerSecond(), student.training().bestEpoch(),
                student.parity().maxLogitDifference(), student.parity().texts(), drawn);
    }

    private static String results(StudentRecord student) {
        var lines = new StringBuilder("| metric | value | measured on |\n|---|---|---|\n");
        Validation validation = student.training().validation();
        String heldOut = "%d held-out annotated texts (the teacher's labels, not experts')"
                .formatted(student.training().validationTexts());
        for (var figure : student.figures()) {
            lines.append(row(figure.metric(), figure.value(), figure.on()));
        }
        validation.figures().forEach((metric, value) -> lines.append(row(metric, value, heldOut)));
        if (student.figures().isEmpty()) {
            lines.append("\nIt has not been measured on labels by experts.\n");
        }
        return lines.toString();
    }

    /// With the heading of a part of the results.
    private static String thresholds(StudentRecord student) {
        if (student.thresholds().isEmpty()) {
            return "";
        }
        var lines = new StringBuilder("""

                ### Thresholds

                A label counts from its threshold on, the one with the highest F1 for it on the held-out texts; labels \
                that none of them has keep 0.5. Figures on the same texts flatter it, the more the fewer texts have the \
                label. The results above are with 0.5 for all. Retort's library and `retort predict` use the \
                thresholds; elsewhere compare the sigmoid of the logits with them.

                | label | threshold | texts with it | F1 at 0.5 | F1 at the threshold |
                |---|---|---|---|---|
                """);
        for (LabelThreshold threshold : student.thresholds().get()) {
            lines.append(String.format(Locale.ROOT, "| %s | %.4f | %d | %.4f | %.4f |\n", cell(threshold.label()),
                    threshold.threshold(), threshold.positives(), threshold.f1AtHalf(), threshold.f1()));
        }
        return lines.toString();
    }

    private static String row(String metric, double value, String on) {
        return String.format(Locale.ROOT, "| %s | %.4f | %s |\n", cell(metric), value, cell(on));
    }

    private static String intendedUse(StudentRecord student) {
        return """
                Labelling many short texts of the kind it was trained on with one of the %d labels above, for the task \
                above: with Retort, transformers (`pipeline("text-classification")`) or ONNX Runtime \
                (`onnx/model.onnx`; %s). Check it on labels of your own before you rely on it.
                """.formatted(student.labels().size(), int8(student));
    }

    private static String int8(StudentRecord student) {
        return student.int8()
                .map(parity -> String.format(Locale.ROOT,
                        "in int8 `onnx/model_int8.onnx`, for CPUs with VNNI: the same label for %.2f %% of %,d texts%s",
                        100 * parity.sameLabels(), parity.texts(),
                        parity.reason().map(why -> ", not taken unasked, because " + why).orElse("")))
                .orElse("there is no int8 export");
    }

    private static String limits(StudentRecord student) {
        String answers = switch (student.training().validation()) {
            case Validation.OneLabel _ ->
                "It always answers with one of the labels above, also for texts that fit none.";
            case Validation.LabelSet _ -> "It knows no other labels than those above.";
            case Validation.Value _ ->
                "It always answers with a number, also for texts that have none, and the number may lie outside of the "
                        + "range it learnt from.";
        };
        return """
                - It knows texts like those it was trained on: same language, same kind of source, same question.
                - %s
                - It imitates its teacher, mistakes and biases included.
                - %s
                - Texts are cut after %d tokens.
                - It should not decide alone about people.
                """.formatted(answers, isCalibrated(student)
                ? "How sure it is was fitted to its teacher's labels, not to experts'."
                : "Its probabilities are not calibrated.",
                student.options().maxSeqLength());
    }

    private static boolean isCalibrated(StudentRecord student) {
        return student.calibration().filter(Calibration::fitted).isPresent();
    }

    private static String calibration(StudentRecord student) {
        if (student.calibration().isEmpty()) {
            return "Its probabilities are not calibrated.\n";
        }
        Calibration calibration = student.calibration().get();
        return calibration.notFitted()
                .map(why -> String.format(Locale.ROOT,
                        "Its probabilities are not calibrated: %s. Expected calibration error on those texts, "
                                + "%d bins: %.4f.\n",
                        why, calibration.bins(), calibration.eceBefore()))
                .orElseGet(() -> String.format(Locale.ROOT, """
                        Scores are divided by the temperature %.4f before softmax; labels do not change. It is the one \
                        that makes the teacher's labels of the %d held-out texts likeliest. Expected calibration error \
                        on the same texts, %d bins: %.4f before, %.4f after. `retort predict` and Retort's library do \
                        so; elsewhere divide the logits yourself.
                        """, calibration.temperature(), calibration.texts(), calibration.bins(),
                        calibration.eceBefore(), calibration.eceAfter()));
    }

    private static String carbon(StudentRecord student) {
        return student.carbon().map(ModelCard::oneLine).orElse("Not measured.") + "\n";
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static String cell(String text) {
        return oneLine(text).replace("|", "\\|");
    }
}
