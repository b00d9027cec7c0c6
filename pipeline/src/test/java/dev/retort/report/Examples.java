package dev.retort.report;

import dev.retort.bill.Basis;
import dev.retort.bill.Figure;
import dev.retort.bill.Source;
import dev.retort.bill.Unit;
import dev.retort.dataset.ReferenceSource;
import dev.retort.evaluate.Cascade;
import dev.retort.evaluate.Evaluation;
import dev.retort.evaluate.Judgement;
import dev.retort.report.LearningCurve.Epoch;
import dev.retort.task.Label;
import dev.retort.task.Task;
import dev.retort.task.TaskKind;
import dev.retort.votes.ReadStep;
import dev.retort.votes.TieRule;
import dev.retort.votes.Vote;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SequencedMap;

/// Reports to render in tests. The figures are plausible, not measured.
final class Examples {
    static final List<String> SENTIMENT = List.of("positive", "negative", "neutral");
    private static final String RULE = "A text left without a label counts as wrong.";
    private static final String PRICE = "398.2 prompt and 41.7 answer tokens a text (cl100k, recorded answers) x 3 votes"
            + " x 1,000,000 texts at $0.15 and $0.60 per million tokens, the list price of gpt-4o-mini in August 2026";
    private static final String RENT = "1,000,000 texts at 87.42 texts/s is 3.18 h at $0.0937/h, the price of AWS"
            + " c8i.large";

    private static final String CLOCK = "this machine's clock";
    private static final Source LIST = Source.of("factors of Retort", "2026-08-01");
    private static final Figure UNTIMED = Figure.notKnown(Unit.TEXTS_PER_SECOND, "the recording has no latencies");

    private Examples() {}

    static ReportData full() {
        return report(SENTIMENT, References.Known.of(ReferenceSource.MODEL, 335, RULE));
    }

    static ReportData report(List<String> labels, References references) {
        boolean known = references instanceof References.Known;
        var contenders = List.of(
                teacher("simple", "recorded-llm, simple prompt, 1 vote", known, labels, 14, 21.63),
                teacher("cot", "recorded-llm, chain of thought, 1 vote", known, labels, 12, 84.12),
                teacher("cot x3", "recorded-llm, chain of thought, 3 votes", known, labels, 9, 252.36),
                new Contender("student", Contender.Role.STUDENT, "bge-small-en-v1.5, 33 M parameters, 2 CPU cores",
                        known ? Optional.of(evaluation(labels, 58, 0, true)) : Optional.empty(),
                        guess(0.2977, Unit.DOLLARS, RENT), Figure.measured(87.42, Unit.TEXTS_PER_SECOND, CLOCK)));
        return new ReportData(about(), references, contenders, votes(), agreements(),
                known ? Optional.of(differences(labels)) : Optional.empty(),
                known ? Optional.of(together()) : Optional.empty(), Optional.of(learning()),
                Optional.of(ways()), bill(), recipe(labels));
    }

    private static Together together() {
        var cascade = new Cascade(List.of(new Cascade.Step(0.412, 0, 0.827, 0.801),
                new Cascade.Step(0.633, 0.25, 0.913, 0.902), new Cascade.Step(0.871, 0.5, 0.962, 0.957),
                new Cascade.Step(1, 1, 0.966, 0.961)), 2);
        return new Together("student", "cot x3", cascade, List.of(guess(0.2977, Unit.DOLLARS, RENT),
                guess(63.4, Unit.DOLLARS, "student + 25 % of cot x3"),
                guess(126.5, Unit.DOLLARS, "student + 50 % of cot x3"),
                guess(252.66, Unit.DOLLARS, "student + cot x3")));
    }

    static ReportData withoutReferences() {
        return report(SENTIMENT, new References.None("reports/sample-to-label.csv", 150,
                "Fill in the label column, name the file under data: in retort.yaml, and run again."));
    }

    static ReportData withoutStudent() {
        ReportData full = full();
        return new ReportData(full.about(), full.references(), full.teachers(), full.votes(),
                full.agreements().subList(0, 2), Optional.empty(), Optional.empty(), Optional.empty(), full.ways(),
                full.bill(),
                full.recipe());
    }

    static ReportData empty() {
        ReportData full = full();
        return new ReportData(full.about(), full.references(), List.of(), List.of(), List.of(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), full.bill(), full.recipe());
    }

    static ReportData withLabels(int count) {
        var labels = new ArrayList<String>();
        for (int at = 1; at <= count; at++) {
            labels.add("topic number " + at);
        }
        return report(labels, References.Known.of(ReferenceSource.EXPERT, 1200, RULE));
    }

    /// The full report with this text wherever users, data or models write something.
    static ReportData saying(String text) {
        ReportData full = full();
        var shown = List.of(new Difference(text, text, text, Optional.of(text), 2, 3, List.of(text, text), text, 0.61));
        var recipe = full.recipe();
        var task = new Task(text, TaskKind.TEXT_CLASSIFICATION, text,
                List.of(new Label("yes", text), new Label("no", text)), List.of());
        var pairs = new LinkedHashMap<String, String>();
        pairs.put(text, text);
        var renamed = new ArrayList<>(full.contenders());
        Contender first = full.contenders().getFirst();
        renamed.set(0,
                new Contender(text, first.role(), text, first.evaluation(),
                        Figure.estimated(1, Unit.DOLLARS, text, Source.undated(text)),
                        Figure.notKnown(Unit.TEXTS_PER_SECOND, text)));
        return new ReportData(new About(text, full.about().made(), text, 1, 2, 3),
                References.Known.of(ReferenceSource.CROWD, 5, text), renamed, full.votes(),
                List.of(new Agreement(text, text, 5, 0.5, OptionalDouble.empty())),
                Optional.of(new Differences(text, text, 3, shown, text)),
                full.together().map(both -> new Together(text, text, both.cascade(), both.dollars())), full.learning(),
                full.ways().map(ways -> new Ways(ways.ways(), ways.rows(), List.of(text))),
                new RunBill(full.bill().stages(), full.bill().total(), 1, full.bill().repeatedDollars(),
                        3, full.bill().failedDollars(), List.of(text)),
                new Recipe(task, List.of(new Recipe.Prompt(text, List.of(new Recipe.Message(text, text)))),
                        List.of(new Recipe.DataFile(text, text, 3)), recipe.dataHash(),
                        List.of(new Recipe.Options(text, pairs)), pairs, List.of(text)));
    }

    private static About about() {
        return new About("market-briefs", Instant.parse("2026-11-23T09:41:00Z"), "0.1.0", 1000, 0, 335);
    }

    private static Contender teacher(String name, String detail, boolean known, List<String> labels, int wrong,
            double dollars) {
        return new Contender(name, Contender.Role.TEACHER, detail,
                known ? Optional.of(evaluation(labels, wrong, 1, false)) : Optional.empty(),
                guess(dollars, Unit.DOLLARS, PRICE), UNTIMED);
    }

    /// 335 texts, of which so many are wrong, the first few of those for want of a label.
    static Evaluation evaluation(List<String> labels, int wrong, int unlabelled, boolean probabilities) {
        int size = labels.size();
        var judgements = new ArrayList<Judgement>();
        for (int at = 0; at < 335; at++) {
            int truth = at * 7 % size;
            int given = at < wrong ? (truth + 1 + at % Math.max(1, size - 1)) % size : truth;
            var chances = new ArrayList<Double>();
            for (int label = 0; label < size && probabilities; label++) {
                chances.add(label == given ? 0.85 : 0.15 / (size - 1));
            }
            judgements
                    .add(new Judgement(truth, at < unlabelled ? OptionalInt.empty() : OptionalInt.of(given), chances));
        }
        return Evaluation.of(labels, judgements, ReferenceSource.MODEL, 42);
    }

    private static List<VoteSummary> votes() {
        return List.of(
                new VoteSummary("simple", 1335, 1335, Map.of(ReadStep.SINGLE_WORD, 1329, ReadStep.ONLY_MENTION, 4),
                        Map.of(Vote.Cause.SEVERAL_LABELS, 1), 1, 0, 1333, 0, TieRule.ABSTAIN, 2,
                        OptionalDouble.empty(), OptionalDouble.empty()),
                new VoteSummary("cot x3", 1335, 4005, Map.of(ReadStep.STRICT_JSON, 3961, ReadStep.LENIENT_JSON, 38),
                        Map.of(Vote.Cause.EMPTY, 2, Vote.Cause.UNKNOWN_LABEL, 3), 0, 1, 1287, 5, TieRule.ABSTAIN, 5,
                        OptionalDouble.of(0.9634), OptionalDouble.of(0.9628)));
    }

    private static List<Agreement> agreements() {
        return List.of(new Agreement("simple", "cot x3", 1328, 0.9744, OptionalDouble.of(0.9608)),
                new Agreement("cot", "cot x3", 1330, 0.9917, OptionalDouble.of(0.9872)),
                new Agreement("student", "cot x3", 334, 0.8353, OptionalDouble.of(0.7481)));
    }

    private static Differences differences(List<String> labels) {
        String one = labels.get(0);
        String two = labels.get(1);
        String three = labels.get(labels.size() - 1);
        return new Differences("student", "cot x3", 58, List.of(
                new Difference("mb-0188", "Orders at Tavelin Marine rose 9 % in the quarter, although the yard warned"
                        + " that steel prices will weigh on the margin of every hull it has already sold.", three,
                        Optional.of(three), 2, 3,
                        List.of("Higher orders are offset by a warning on margins.",
                                "Mixed: growth in orders, pressure on profit."),
                        one, 0.981),
                new Difference("mb-0741", "Castrelle Telecom no longer expects the merger to be blocked.", one,
                        Optional.of(one), 3, 3, List.of("The removal of a regulatory risk is good news."), two, 0.944),
                new Difference("mb-0932", "Quellmont Group will report on 14 March, a week earlier than planned.",
                        three,
                        Optional.empty(), 1, 3, List.of(), two, 0.537)),
                "the student’s surest errors first");
    }

    static LearningCurve learning() {
        return new LearningCurve("student", "cot x3", 898, 100,
                List.of(new Epoch(1, 0.912, 0.583, 0.762, 0.741), new Epoch(2, 0.431, 0.447, 0.823, 0.812),
                        new Epoch(3, 0.214, 0.462, 0.852, 0.846), new Epoch(4, 0.118, 0.493, 0.844, 0.837)),
                3);
    }

    private static Ways ways() {
        var study = Source.of("the case study", "2024-02-16");
        return new Ways(
                List.of(new Ways.Way("Your own labels", "people, at your rate", false),
                        new Ways.Way("LLM only", "cot x3, priced as gpt-4o-mini", false),
                        new Ways.Way("Distilled", "student on 2 CPU cores", false),
                        new Ways.Way("GPT-4", "one vote, label only", true),
                        new Ways.Way("Distilled", "RoBERTa-base on a T4", true)),
                List.of(new Ways.Row("Latency of one text",
                        List.of(Figure.notKnown(Unit.SECONDS, "people were not timed"),
                                Figure.notKnown(Unit.SECONDS, "the recording has no latencies"),
                                Figure.measured(0.01004, Unit.SECONDS, CLOCK),
                                Figure.notKnown(Unit.SECONDS, "not published"),
                                Figure.published(0.128, Unit.SECONDS, study))),
                        new Ways.Row("Throughput",
                                List.of(Figure.notKnown(Unit.TEXTS_PER_SECOND, "people were not timed"),
                                        UNTIMED,
                                        Figure.measured(87.42, Unit.TEXTS_PER_SECOND, CLOCK),
                                        Figure.notKnown(Unit.TEXTS_PER_SECOND, "not published"),
                                        Figure.published(61.49, Unit.TEXTS_PER_SECOND, study))),
                        new Ways.Row("Money for a million texts",
                                List.of(Figure.notKnown(Unit.DOLLARS, "set labelling-rate in retort.yaml"),
                                        guess(252.36, Unit.DOLLARS, PRICE),
                                        guess(0.2977, Unit.DOLLARS, RENT),
                                        Figure.published(3061.61, Unit.DOLLARS, study),
                                        Figure.published(2.71, Unit.DOLLARS, study))),
                        new Ways.Row("Energy for a million texts",
                                List.of(Figure.notKnown(Unit.KILOWATT_HOURS, "no meter on this machine"),
                                        guess(31.24, Unit.KILOWATT_HOURS,
                                                "3 votes x 41.7 answer tokens x 2.497e-7 kWh a"
                                                        + " token (EcoLogits, 8 billion active parameters, PUE 1.2)"),
                                        guess(0.1334, Unit.KILOWATT_HOURS, "3.18 h x 42 W (CPU 32 W, memory 10 W)"),
                                        new Figure.Between(1700, 2600, Unit.KILOWATT_HOURS, Basis.PUBLISHED, "", study),
                                        Figure.published(0.3164, Unit.KILOWATT_HOURS, study))),
                        new Ways.Row("CO₂e for a million texts",
                                List.of(Figure.notKnown(Unit.KILOGRAMS, "no meter on this machine"),
                                        guess(11.49, Unit.KILOGRAMS,
                                                "31.24 kWh x 0.3678 kg/kWh (AWS us-east-1)"),
                                        guess(0.04907, Unit.KILOGRAMS,
                                                "0.1334 kWh x 0.3678 kg/kWh (AWS us-east-1)"),
                                        new Figure.Between(735, 1100, Unit.KILOGRAMS, Basis.PUBLISHED, "", study),
                                        Figure.published(0.12, Unit.KILOGRAMS, study)))),
                List.of("The study counts one vote a text; here every vote that made a label is counted.",
                        "The study counts three answer tokens, the label alone; here the tokens of the reasons are"
                                + " counted too."));
    }

    private static RunBill bill() {
        String power = "wall time x 42 W (CPU 32 W, memory 10 W)";
        String grid = "energy x 0.475 kg/kWh (world average, OWID 2023)";
        return new RunBill(
                List.of(line("annotate", 4.83, 5340, 2126388, 167124, guess(0.4192, Unit.DOLLARS, PRICE),
                        guess(0.04173, Unit.KILOWATT_HOURS, power), guess(0.01982, Unit.KILOGRAMS, grid)),
                        line("train", 187.3, 0, 0, 0, Figure.notKnown(Unit.DOLLARS, "the machine is your own"),
                                Figure.measured(0.002185, Unit.KILOWATT_HOURS, "RAPL counters of the CPU package"),
                                guess(0.001038, Unit.KILOGRAMS, grid)),
                        line("evaluate", 11.2, 0, 0, 0, Figure.notKnown(Unit.DOLLARS, "the machine is your own"),
                                Figure.notKnown(Unit.KILOWATT_HOURS, "no meter on this machine"),
                                Figure.notKnown(Unit.KILOGRAMS, "no meter on this machine"))),
                line("total", 203.33, 5340, 2126388, 167124, guess(0.4192, Unit.DOLLARS, "annotate alone"),
                        guess(0.04392, Unit.KILOWATT_HOURS, power), guess(0.02086, Unit.KILOGRAMS, grid)),
                2,
                guess(0.00031, Unit.DOLLARS,
                        "two requests of 398.2 tokens at $0.15 per million and their answers"),
                41, guess(0.0064, Unit.DOLLARS, "41 sends x the mean cost of a request"),
                List.of("The teacher is replayed from a recording: no money was spent; the dollars are what the"
                        + " requests would have cost."));
    }

    private static RunBill.Line line(String stage, double wall, int requests, int in, int out, Figure dollars,
            Figure energy, Figure co2e) {
        String usage = "usage of the host";
        return new RunBill.Line(stage, Duration.ofMillis(Math.round(wall * 1000)), requests,
                Figure.measured(in, Unit.TOKENS, usage), Figure.measured(in / 4.0, Unit.TOKENS, usage),
                Figure.measured(out, Unit.TOKENS, usage), Figure.measured(out / 3.0, Unit.TOKENS, usage), dollars,
                energy,
                co2e);
    }

    private static Figure guess(double value, Unit unit, String formula) {
        return Figure.estimated(value, unit, formula, LIST);
    }

    private static Recipe recipe(List<String> labels) {
        var described = labels.stream().map(label -> new Label(label, "the news is " + label + " for an investor"))
                .toList();
        var task = new Task("sentiment", TaskKind.TEXT_CLASSIFICATION, "Decide how the sentence reads from an"
                + " investor’s point of view: does it bode well or ill for the company’s share price?", described,
                List.of());
        return new Recipe(task,
                List.of(new Recipe.Prompt("cot x3", List.of(new Recipe.Message("user", "You are a highly qualified"
                        + " expert.\n\nText: Quellmont Group repurchased 24,300 of its own shares.\n\nAnswer with JSON:"
                        + " {\"reason\": \"...\", \"label\": \"...\"}")))),
                List.of(new Recipe.DataFile("texts.csv",
                        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", 1335)),
                "sha256 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
                List.of(new Recipe.Options("annotate",
                        ordered("votes", "3", "on-unreadable", "keep", "ties", "abstain")),
                        new Recipe.Options("train", ordered("base", "bge-small-en-v1.5", "learning-rate", "5e-5",
                                "epochs", "4"))),
                ordered("Retort", "0.1.0", "JDK", "25.0.1", "libtorch", "2.10.0"),
                List.of("./retort run examples/market-briefs", "./retort report examples/market-briefs"));
    }

    static SequencedMap<String, String> ordered(String... pairs) {
        var map = new LinkedHashMap<String, String>();
        for (int at = 0; at < pairs.length; at += 2) {
            map.put(pairs[at], pairs[at + 1]);
        }
        return map;
    }
}
