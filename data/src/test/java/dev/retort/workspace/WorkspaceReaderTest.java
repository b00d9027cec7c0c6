package dev.retort.workspace;

import static dev.retort.workspace.LeastWorkspace.LEAST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.retort.dataset.ReferenceSource;
import dev.retort.dataset.Split;
import dev.retort.files.DataFile;
import dev.retort.files.DataSettings;
import dev.retort.files.Problem;
import dev.retort.student.ClassWeights;
import dev.retort.student.EvalStrategy;
import dev.retort.student.Freeze;
import dev.retort.student.Metric;
import dev.retort.student.Optimizer;
import dev.retort.student.Scheduler;
import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import dev.retort.task.FewShot;
import dev.retort.task.Label;
import dev.retort.task.Value;
import dev.retort.teacher.AnnotateOptions;
import dev.retort.teacher.Ask;
import dev.retort.teacher.Budget;
import dev.retort.teacher.HostSettings;
import dev.retort.teacher.Mode;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.RateLimits;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Structured;
import dev.retort.teacher.Teacher;
import dev.retort.votes.OnUnreadable;
import dev.retort.votes.TieRule;
import dev.retort.votes.VoteRules;
import dev.retort.votes.Weights;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkspaceReaderTest {
    @TempDir
    Path dir;

    @BeforeEach
    void files() throws IOException {
        LeastWorkspace.writeFiles(dir);
    }

    private Workspace read(String yaml) {
        write(yaml);
        return WorkspaceReader.read(dir);
    }

    private void write(String yaml) {
        try {
            Files.writeString(dir.resolve("retort.yaml"), yaml);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private List<String> problems(String yaml) {
        write(yaml);
        return catchThrowableOfType(WorkspaceException.class, () -> WorkspaceReader.read(dir)).problems().stream()
                .map(Problem::toString).toList();
    }

    @Test
    void whatIsLeftOutHasItsDefault() {
        Workspace workspace = read(LEAST);

        assertThat(workspace.name()).isEqualTo(dir.getFileName().toString());
        assertThat(workspace.votes()).isEqualTo(VoteRules.DEFAULT);
        assertThat(workspace.data().draw()).isEqualTo(new DataSettings.Draw(0.2, 0, 42));
        assertThat(workspace.data().allowOverlap()).isFalse();
        assertThat(workspace.annotate()).isEqualTo(AnnotateOptions.DEFAULT);
        assertThat(workspace.student()).isEqualTo(TrainOptions.DEFAULT);
        assertThat(workspace.report()).isEqualTo(ReportSettings.DEFAULT);
        assertThat(workspace.teachers()).containsExactly(
                new Ask(new Teacher("a", new HostSettings.Replay(dir.resolve("answers.jsonl")), "m", PromptStyle.SIMPLE,
                        Optional.empty(), Sampling.DEFAULT, Optional.empty()), 1));
        assertThat(workspace.studentAsk()).isEqualTo(workspace.teachers().getFirst());
    }

    @Test
    void everyKeyIsRead() throws IOException {
        Files.writeString(dir.resolve("cot.txt"), "Label this: {text}");
        Files.createDirectory(dir.resolve("base"));

        Workspace workspace = read("""
                version: 1
                name: news
                task:
                  kind: text-classification
                  instruction: |
                    Decide.
                  labels:
                    - {name: up, description: it rises}
                    - 0
                  examples:
                    - {text: More., label: UP, reason: because}
                votes: {ties: random, on-unreadable: random, seed: 7}
                data:
                  files:
                    - path: texts.csv
                      format: csv
                      encoding: windows-1252
                      separator: "\\t"
                      columns: {id: i, text: t, label: l}
                      label-source: crowd
                      split: test
                  split: {test: 0.3, validation: 0.1, seed: 9}
                  allow-overlap: true
                teachers:
                  - name: gpt
                    host: openai
                    model: gpt-4o-mini
                    prompt: cot
                    votes: 5
                    temperature: ~
                    top-p: 1
                    max-tokens: 64
                    seed: 3
                    template: cot.txt
                    priced-as: gpt-4.1
                  - name: mixtral
                    host: huggingface
                    model: org/mixtral
                    chat-template: "<s>[INST] {prompt} [/INST]"
                  - {name: local, host: openai, base-url: "http://localhost:8000/v1", model: llama, votes: 3, stop-early: true, requests-per-minute: 30, tokens-per-minute: 9000}
                annotate: {in-flight: 2, attempts: 3, timeout: 1.5m, first-backoff: 10ms, longest-backoff: 1h, retry-for: 2m, requests-per-minute: 600, budget: {usd: 2.5, tokens: 1000, minutes: 0.5}}
                student:
                  base: base
                  teacher: local
                  learning-rate: 1e-4
                  epochs: 5
                  batch-size: 8
                  max-seq-length: 64
                  warmup-ratio: 0
                  weight-decay: 0.01
                  max-grad-norm: 2
                  seed: 1
                  validation-share: 0.2
                  patience: 2
                  gradient-accumulation: 2
                  optimizer: sgd
                  scheduler: cosine_warmup
                  layer-decay: 0.9
                  freeze: 2
                  label-smoothing: 0.1
                  class-weights: {up: 1.5}
                  soft-labels: true
                  temperature: 2
                  agreement-weights: true
                  eval-strategy: steps
                  eval-steps: 20
                  metric: loss
                  early-stopping-threshold: 0.01
                  logging-steps: 10
                  save-steps: 5
                  save-total-limit: 3
                  seeds: [7, 8]
                  folds: 5
                  refit: true
                  min-vote-share: 0.6
                report:
                  title: The news
                  priced-as: gpt-4o
                  hardware: {name: my box, dollars-per-hour: 0.5, watts: 90}
                  grid: 41.5
                  prices: {llama: {input: 0.1, output: 0.2, cached-input: 0.05}}
                """);

        assertThat(workspace.name()).isEqualTo("news");
        assertThat(workspace.task().instruction()).isEqualTo("Decide.");
        assertThat(workspace.task().labels()).containsExactly(new Label("up", "it rises"), Label.of("0"));
        assertThat(workspace.task().examples())
                .containsExactly(new FewShot("More.", new Value.Choice("up"), "because"));
        assertThat(workspace.votes()).isEqualTo(new VoteRules(TieRule.RANDOM, OnUnreadable.RANDOM, 7));
        assertThat(workspace.data()).isEqualTo(new DataSettings(
                List.of(new DataFile(dir.resolve("texts.csv"), "texts.csv", dev.retort.files.DataFormat.CSV,
                        Charset.forName("windows-1252"), '\t',
                        Optional.of(new DataFile.Columns(Optional.of("i"), "t", Optional.of("l"), Optional.empty())),
                        Optional.of(ReferenceSource.CROWD), Optional.of(Split.TEST))),
                new DataSettings.Draw(0.3, 0.1, 9), true));
        assertThat(workspace.teachers()).containsExactly(
                new Ask(new Teacher("gpt",
                        new HostSettings.Http("openai", URI.create("https://api.openai.com/v1"),
                                Optional.of("OPENAI_API_KEY"), Optional.empty()),
                        "gpt-4o-mini", PromptStyle.COT, Optional.of("Label this: {text}"),
                        new Sampling(OptionalDouble.empty(), OptionalDouble.of(1), OptionalInt.of(64),
                                OptionalLong.of(3)),
                        Optional.of("gpt-4.1")), 5),
                new Ask(new Teacher("mixtral",
                        new HostSettings.Http("huggingface",
                                URI.create("https://router.huggingface.co/hf-inference/models/org/mixtral"),
                                Optional.of("HF_TOKEN"), Optional.of("<s>[INST] {prompt} [/INST]")),
                        "org/mixtral", PromptStyle.SIMPLE, Optional.empty(), Sampling.DEFAULT, Optional.of("gpt-4o")),
                        1),
                new Ask(new Teacher("local",
                        new HostSettings.Http("openai", URI.create("http://localhost:8000/v1"), Optional.empty(),
                                Optional.empty()),
                        "llama", PromptStyle.SIMPLE, Optional.empty(), Sampling.DEFAULT, Optional.of("gpt-4o")), 3,
                        true, new RateLimits(OptionalLong.of(30), OptionalLong.of(9000))));
        assertThat(workspace.annotate()).isEqualTo(new AnnotateOptions(2, 3, Duration.ofSeconds(90),
                Duration.ofMillis(10), Duration.ofHours(1), Duration.ofMinutes(2),
                new RateLimits(OptionalLong.of(600), OptionalLong.empty()),
                new Budget(OptionalDouble.of(2.5), OptionalLong.of(1000), Optional.of(Duration.ofSeconds(30)))));
        assertThat(workspace.studentTeacher()).isEqualTo("local");
        assertThat(workspace.student()).isEqualTo(TrainOptions.DEFAULT
                .with(TrainOption.BASE, dir.resolve("base").toString()).with(TrainOption.LEARNING_RATE, 1e-4)
                .with(TrainOption.EPOCHS, 5).with(TrainOption.BATCH_SIZE, 8).with(TrainOption.MAX_SEQ_LENGTH, 64)
                .with(TrainOption.WARMUP_RATIO, 0.0).with(TrainOption.WEIGHT_DECAY, 0.01)
                .with(TrainOption.MAX_GRAD_NORM, 2.0).with(TrainOption.SEED, 1L)
                .with(TrainOption.VALIDATION_SHARE, 0.2).with(TrainOption.PATIENCE, 2)
                .with(TrainOption.MIN_VOTE_SHARE, 0.6).with(TrainOption.GRADIENT_ACCUMULATION, 2)
                .with(TrainOption.OPTIMIZER, Optimizer.SGD).with(TrainOption.SCHEDULER, Scheduler.COSINE)
                .with(TrainOption.LAYER_DECAY, 0.9).with(TrainOption.FREEZE, new Freeze(2))
                .with(TrainOption.LABEL_SMOOTHING, 0.1)
                .with(TrainOption.CLASS_WEIGHTS, new ClassWeights(false, Map.of("up", 1.5)))
                .with(TrainOption.SOFT_LABELS, true).with(TrainOption.TEMPERATURE, 2.0)
                .with(TrainOption.AGREEMENT_WEIGHTS, true).with(TrainOption.EVAL_STRATEGY, EvalStrategy.STEPS)
                .with(TrainOption.EVAL_STEPS, 20).with(TrainOption.METRIC, Metric.LOSS)
                .with(TrainOption.EARLY_STOPPING_THRESHOLD, 0.01).with(TrainOption.LOGGING_STEPS, 10)
                .with(TrainOption.SAVE_STEPS, 5).with(TrainOption.SAVE_TOTAL_LIMIT, 3)
                .with(TrainOption.SEEDS, List.of(7L, 8L)).with(TrainOption.FOLDS, 5)
                .with(TrainOption.REFIT, true));
        assertThat(workspace.report()).isEqualTo(new ReportSettings(Optional.of("The news"),
                Optional.of(new ReportSettings.Hardware("my box", OptionalDouble.of(0.5), OptionalDouble.of(90))),
                Optional.of(new ReportSettings.Grid.Factor(41.5)), Optional.of("gpt-4o"),
                Map.of("llama", new ReportSettings.Price(0.1, 0.2, OptionalDouble.of(0.05))), List.of()));
    }

    @Test
    void batchesGoWithHostsThatHaveThemAndWithoutStoppingEarly() {
        String teacher = "{name: a, host: %s, model: m, mode: batch%s}";
        String[] wrong = {"anthropic", "replay, recording: answers.jsonl", "vllm"};

        assertThat(read(LEAST.replaceFirst("\\{name: a.*}", teacher.formatted("openai", ""))).teachers().getFirst()
                .mode()).isEqualTo(Mode.BATCH);
        assertThat(read(LEAST.replaceFirst("\\{name: a.*}",
                teacher.formatted("openai", ", base-url: 'http://localhost:1/v1'"))).teachers().getFirst().mode())
                .isEqualTo(Mode.BATCH);
        assertThat(read(LEAST).teachers().getFirst().mode()).isEqualTo(Mode.REQUESTS);
        for (String host : wrong) {
            assertThat(problems(LEAST.replaceFirst("\\{name: a.*}", teacher.formatted(host, "")))).singleElement()
                    .asString()
                    .endsWith("teacher 'a': mode: batch needs OpenAI's Batch API, which is not known of host "
                            + host.split(",", -1)[0] + "; it goes with openai; remove it");
        }
        assertThat(problems(LEAST.replaceFirst("\\{name: a.*}", teacher.formatted("openai", ", stop-early: true"))))
                .singleElement().asString().endsWith("teacher 'a': stop-early does not go with mode: batch, where all "
                        + "votes are asked at once; remove one of them");
        assertThat(problems(LEAST.replaceFirst("\\{name: a.*}", "{name: a, host: openai, model: m, mode: bach}")))
                .singleElement().asString()
                .contains("mode must be one of requests, batch, got 'bach'; did you mean 'batch'?");
    }

    @Test
    void autoTrainsNamesAreAliases() {
        Workspace workspace = read(LEAST + """
                student: {model: all-MiniLM-L6-v2, lr: 1e-4, batch_size: 32, max_seq_length: 128, warmup_ratio: 0.2,
                  weight_decay: 0.1, max_grad_norm: 0.5, early_stopping_patience: 1, early_stopping_threshold: 0.01,
                  eval_strategy: steps, gradient_accumulation: 4, logging_steps: 25, save_total_limit: 2,
                  optimizer: adamw_torch, scheduler: linear}
                """);

        assertThat(workspace.student())
                .isEqualTo(TrainOptions.DEFAULT.with(TrainOption.BASE, "all-MiniLM-L6-v2")
                        .with(TrainOption.LEARNING_RATE, 1e-4).with(TrainOption.BATCH_SIZE, 32)
                        .with(TrainOption.MAX_SEQ_LENGTH, 128).with(TrainOption.WARMUP_RATIO, 0.2)
                        .with(TrainOption.WEIGHT_DECAY, 0.1).with(TrainOption.MAX_GRAD_NORM, 0.5)
                        .with(TrainOption.PATIENCE, 1).with(TrainOption.EARLY_STOPPING_THRESHOLD, 0.01)
                        .with(TrainOption.EVAL_STRATEGY, EvalStrategy.STEPS).with(TrainOption.GRADIENT_ACCUMULATION, 4)
                        .with(TrainOption.LOGGING_STEPS, 25).with(TrainOption.SAVE_TOTAL_LIMIT, 2));
    }

    @Test
    void whatAutoTrainHasAndThisHasNotIsToldWithWhatToDoInstead() {
        assertThat(problems(LEAST + """
                student: {push_to_hub: true, auto_find_batch_size: true, target_column: y, optimizer: adafactor,
                  scheduler: linaer, freeze: all, class-weights: {sideways: 2}, seeds: [1, 1], folds: 1}
                """)).containsExactly(
                "retort.yaml:9: student: unknown key 'push_to_hub'; nothing is sent anywhere: the student is a Hugging Face directory, upload that yourself",
                "retort.yaml:9: student: unknown key 'auto_find_batch_size'; write 'batch-size', and 'gradient-accumulation' if memory is short",
                "retort.yaml:9: student: unknown key 'target_column'; name the columns under 'data: files: - columns:'",
                "retort.yaml:9: student: optimizer must be one of adamw, sgd, got 'adafactor'; write 'optimizer: adamw'",
                "retort.yaml:10: student: scheduler must be one of linear, cosine, constant, got 'linaer'; did you mean 'linear'?",
                "retort.yaml:10: student: freeze must be none, embeddings or a number of layers from 1, got all; leave the key out for the default",
                "retort.yaml:10: student: seeds must be a list of up to 100 different whole numbers, got [1, 1]; leave the key out for the default",
                "retort.yaml:10: student: folds must be 0 for none, or from 2 to 100, got 1; leave the key out for the default",
                "retort.yaml:10: student: class-weights: 'sideways' is none of the labels positive, negative; write one of them");
    }

    @Test
    void theTeacherWithMostVotesTrainsTheStudentAndOfSeveralTheLast() {
        String teacher = "  - {name: %s, host: replay, recording: answers.jsonl, model: m, votes: %d}\n";
        String yaml = LEAST + teacher.formatted("b", 3) + teacher.formatted("c", 3) + teacher.formatted("d", 2);

        assertThat(read(yaml).studentTeacher()).isEqualTo("c");
    }

    @Test
    void theLineOfTheGuidelinesIsPrintedToTheLetter() {
        String yaml = LEAST.replace("- {name: a, host: replay, recording: answers.jsonl, model: m}",
                "- name: mixtral\n    host: replay\n    recording: answers.jsonl\n    model: m\n    prompt: cot\n\n    votes: 0");

        assertThat(problems(yaml)).containsExactly(
                "retort.yaml:14: teacher 'mixtral': votes must be from 1 to 99, got 0; write 'votes: 3'");
    }

    @Test
    void allProblemsComeAtOnceInTheOrderOfTheirLines() throws IOException {
        Files.delete(dir.resolve("answers.jsonl"));

        assertThat(problems("""
                version: 1
                nmae: x
                task:
                  labels: [a, b, A]
                votes: {ties: abstian, seed: 1.5}
                votes: {}
                data:
                  files:
                    - {path: gone.csv, label-source: me}
                    - {path: texts.csv, encoding: utf-9, columns: [text], allow: 1}
                  split: {test: 0.9, validation: 0.2}
                teachers:
                  - {name: a, host: replay, recording: answers.jsonl, model: m}
                  - {name: a, host: openai, model: m, top-p: 0, recording: x, votes: "3"}
                annotate: {timeout: 120, retry-for: soon, requests-per-minute: 0, tokens-per-minute: many, budget: {usd: 0, tokens: -1, minutes: long}}
                student: {teacher: b, epochs: 0}
                report: {prices: {x: {input: -1}}}
                """)).containsExactly("retort.yaml:2: unknown key 'nmae'; did you mean 'name'?",
                "retort.yaml:4: task: instruction is missing; write 'instruction: what the annotators must do'",
                "retort.yaml:4: task: label 'A' is named twice, case aside; remove one",
                "retort.yaml:5: votes: ties must be one of abstain, random, first, got 'abstian'; did you mean 'abstain'?",
                "retort.yaml:5: votes: seed must be a whole number, got 1.5; write 'seed: 42'",
                "retort.yaml:6: 'votes' is written twice; remove one",
                "retort.yaml:9: file 'gone.csv': no such file; correct the path or put the file there",
                "retort.yaml:9: data file 'gone.csv': label-source must be one of expert, crowd, model, got 'me'; write 'label-source: expert'",
                "retort.yaml:10: data file 'texts.csv': unknown key 'allow'; write one of: path, hub, config, revision, format, encoding, separator, columns, label-source, split",
                "retort.yaml:10: data file 'texts.csv': encoding 'utf-9' is unknown; write for example 'encoding: windows-1252'",
                "retort.yaml:10: data file 'texts.csv': columns must be a mapping, got a list; write its keys indented below 'columns:'",
                "retort.yaml:11: data.split: test and validation must be at most 1 together, got 0.9 and 0.2; write 'test: 0.2'",
                "retort.yaml:13: teacher 'a': file 'answers.jsonl': no such file; correct the path or put the file there",
                "retort.yaml:14: teacher 'a': recording does not go with host openai; remove it",
                "retort.yaml:14: teacher 'a': top-p must be above 0, at most 1, got 0.0; write 'top-p: 0.9'",
                "retort.yaml:14: teacher 'a': votes must be a whole number, got the text '3'; write 'votes: 3'",
                "retort.yaml:14: teacher 'a': another teacher has this name; rename one",
                "retort.yaml:15: annotate: timeout must be a time above 0 with its unit (ms, s, m, h), got '120'; write 'timeout: 120s'",
                "retort.yaml:15: annotate: retry-for must be a time above 0 with its unit (ms, s, m, h), got 'soon'; write 'retry-for: 10m'",
                "retort.yaml:15: annotate: requests-per-minute must be from 1 to 1000000000000, got 0; leave the key out for the default",
                "retort.yaml:15: annotate: tokens-per-minute must be a whole number, got 'many'; write 'tokens-per-minute: 60000'",
                "retort.yaml:15: annotate: budget: usd must be above 0, at most 1000000000, got 0.0; leave the key out for the default",
                "retort.yaml:15: annotate: budget: tokens must be 1 or more, got -1; leave the key out for the default",
                "retort.yaml:15: annotate: budget: minutes must be a number, got 'long'; write 'minutes: 30'",
                "retort.yaml:16: student: epochs must be from 1 to 1000, got 0; leave the key out for the default",
                "retort.yaml:16: student: no teacher is named 'b'; did you mean 'a'?",
                "retort.yaml:17: price of 'x': input must not be below 0, got -1.0",
                "retort.yaml:17: price of 'x': output is missing; write its dollars per million tokens, 'output: 0.15'");
    }

    @Test
    void problemsOfTheDataComeWithThoseOfTheFile() throws IOException {
        Files.writeString(dir.resolve("texts.csv"), "id,text,label\n1,good,positive\n2,bad,mixed\n3,,positive\n");
        write(LEAST + "stduent: {}\n");

        WorkspaceException failure = catchThrowableOfType(WorkspaceException.class, () -> Workspaces.load(dir));

        assertThat(failure).hasMessage("""
                retort.yaml:9: unknown key 'stduent'; did you mean 'student'?
                texts.csv:3: label 'mixed' is none of the task's labels (positive, negative); correct the rows or add it to task.labels
                texts.csv:4: the text (column 'text') is empty; fill it in or remove the row""");
    }

    @Test
    void dataAreCheckedEvenWhereTheTaskIsBroken() throws IOException {
        Files.writeString(dir.resolve("texts.csv"), "id,text,label\n1,,x\n");
        write(LEAST.replace("[positive, negative]", "[positive]"));

        assertThat(catchThrowableOfType(WorkspaceException.class, () -> Workspaces.load(dir)).problems())
                .extracting(Problem::toString).containsExactly(
                        "retort.yaml:4: task: labels must have at least 2 items, got 1; add the other labels",
                        "texts.csv:2: the text (column 'text') is empty; fill it in or remove the row");
    }

    @Test
    void aWorkedExampleThatIsAlsoTestedOnIsNoted() throws IOException {
        Files.writeString(dir.resolve("texts.csv"), "id,text,split\n1,good,test\n2,bad,train\n");
        write(LEAST.replace("data:", "  examples: [{text: good, label: positive}]\ndata:"));

        assertThat(Workspaces.load(dir).dataset().notes()).singleElement().asString()
                .contains("is also the test text 1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            version: 2          | retort.yaml:1: version is 2, but this Retort reads version 1; use a newer Retort or write 'version: 1'
            version: one        | retort.yaml:1: version is one, but this Retort reads version 1; use a newer Retort or write 'version: 1'
            name: x             | retort.yaml:1: version is missing; write 'version: 1' as the first line
            # nothing           | retort.yaml: is empty; 'retort init' writes one to start from
            - a                 | retort.yaml:1: must be a mapping that starts with 'version: 1'
            """)
    void otherVersionsAndShapesAreOneProblem(String yaml, String problem) {
        assertThat(problems(yaml + "\n")).containsExactly(problem);
    }

    @ParameterizedTest
    @CsvSource({"sk-proj-Abc123Abc123", "hf_AbCdEfGhIjKlMnOp", "AKIAIOSFODNN7EXAMPLE",
            "0123456789ABCDEF0123456789ABCDEF"})
    void aKeyWrittenWhereItsVariableBelongsIsNotRepeated(String key) {
        String yaml = LEAST.replace("host: replay, recording: answers.jsonl,",
                "host: openai, key-variable: %s,".formatted(key));

        assertThat(problems(yaml)).singleElement().asString()
                .startsWith("retort.yaml:8: teacher 'a': key-variable must be the name of an environment variable")
                .doesNotContain(key);
    }

    @Test
    void keysElsewhereAreRefusedWithoutBeingRepeated() {
        String yaml = LEAST.replace("host: replay, recording: answers.jsonl,",
                "host: openai, api-key: geheim1, base-url: \"https://me:geheim2@h.example/v1\",")
                + LEAST.substring(LEAST.indexOf("  - {")).replace("name: a, host: replay, recording: answers.jsonl,",
                        "name: b, host: openai, base-url: \"https://h.example/v1?api-key=geheim3\",");

        assertThat(problems(yaml)).hasSize(3).allSatisfy(line -> assertThat(line).doesNotContain("geheim"));
    }

    @Test
    void noKeyGoesToAnAddressOfOnesOwnUnlessNamed() {
        String own = LEAST.replace("host: replay, recording: answers.jsonl,",
                "host: openai, base-url: \"https://h.example/v1\",");

        assertThat(((HostSettings.Http) read(own).teachers().getFirst().teacher().host()).keyVariable()).isEmpty();
        assertThat(((HostSettings.Http) read(own.replace("model: m", "model: m, key-variable: MY_KEY")).teachers()
                .getFirst().teacher().host()).keyVariable()).contains("MY_KEY");
    }

    private static String at(String teacher) {
        return LEAST.replace("{name: a, host: replay, recording: answers.jsonl, model: m}",
                "{name: a, model: m, " + teacher + "}");
    }

    @ParameterizedTest
    @CsvSource({"openai, https://api.openai.com/v1, OPENAI_API_KEY, NONE",
            "huggingface, https://router.huggingface.co/hf-inference/models/m, HF_TOKEN, NONE",
            "huggingface-router, https://router.huggingface.co/v1, HF_TOKEN, AUTO",
            "tgi, http://localhost:8080, , AUTO",
            "anthropic, https://api.anthropic.com/v1, ANTHROPIC_API_KEY, AUTO",
            "ollama, http://localhost:11434/v1, , AUTO", "vllm, http://localhost:8000/v1, , AUTO",
            "llama-cpp, http://localhost:8080/v1, , AUTO",
            "mistral, https://api.mistral.ai/v1, MISTRAL_API_KEY, AUTO",
            "gemini, https://generativelanguage.googleapis.com/v1beta/openai, GEMINI_API_KEY, AUTO",
            "deepseek, https://api.deepseek.com, DEEPSEEK_API_KEY, AUTO"})
    void everyHostHasItsAddressAndKey(String host, String url, String variable, Structured structured) {
        Teacher teacher = read(at("host: " + host)).teachers().getFirst().teacher();

        assertThat(teacher.host()).isEqualTo(
                new HostSettings.Http(host, URI.create(url), Optional.ofNullable(variable), Optional.empty()));
        assertThat(teacher.structured()).isEqualTo(structured);
    }

    /// An address of one's own is all there is at Azure, and it is Azure's.
    @Test
    void azuresKeyGoesToAzureAlone() {
        String azure = "host: azure, base-url: \"https://%s/openai/v1\"";

        assertThat(((HostSettings.Http) read(at(azure.formatted("R.openai.azure.com"))).teachers().getFirst()
                .teacher().host()).keyVariable()).contains("AZURE_OPENAI_API_KEY");
        assertThat(((HostSettings.Http) read(at(azure.formatted("azure.com.example"))).teachers().getFirst()
                .teacher().host()).keyVariable()).isEmpty();
        assertThat(problems(at("host: azure"))).containsExactly(
                "retort.yaml:8: teacher 'a': base-url is missing; write 'base-url: https://RESOURCE.openai.azure.com'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "host: opnai | host must be one of openai, huggingface, huggingface-router, tgi, anthropic, azure, ollama, "
                    + "vllm, llama-cpp, mistral, gemini, deepseek, replay, got 'opnai'; did you mean 'openai'?",
            "host: vllm, structured: maybe | structured must be one of auto, schema, json, none, got 'maybe'; "
                    + "write 'structured: auto'",
            "host: deepseek, structured: schema | structured: schema is not known of host deepseek; "
                    + "write 'structured: auto'",
            "host: anthropic, prompt: cot, structured: json | structured: json is not known of host anthropic; "
                    + "write 'structured: auto'",
            "host: vllm, structured: json | structured: json needs a prompt that asks for JSON, and prompt simple asks "
                    + "for the label alone; write 'prompt: cot'",
            "host: anthropic, logprobs: true | host anthropic tells no probabilities; remove logprobs",
            "host: mistral, logprobs: true | host mistral tells no probabilities; remove logprobs",
            "host: replay, recording: answers.jsonl, logprobs: true | logprobs does not go with host replay; remove it",
            "host: replay, recording: answers.jsonl, structured: auto | structured does not go with host replay; "
                    + "remove it",
            "host: anthropic, chat-template: '{prompt}' | chat-template does not go with host anthropic; remove it"})
    void settingsThatDoNotGoTogether(String settings, String problem) {
        assertThat(problems(at(settings))).containsExactly("retort.yaml:8: teacher 'a': " + problem);
    }

    @Test
    void structuredIsRead() {
        assertThat(read(at("host: openai, prompt: cot, structured: json")).teachers().getFirst().teacher()
                .structured()).isEqualTo(Structured.JSON);
        assertThat(read(at("host: openai, structured: auto")).teachers().getFirst().teacher().structured())
                .isEqualTo(Structured.AUTO);
        assertThat(read(at("host: vllm, structured: none")).teachers().getFirst().teacher().structured())
                .isEqualTo(Structured.NONE);
    }

    @Test
    void noWorkspaceIsOneLineWithTheWayToMakeOne() {
        Path gone = dir.resolve("gone");

        assertThat(catchThrowableOfType(WorkspaceException.class, () -> WorkspaceReader.read(gone)))
                .hasMessage("%s: no such workspace; 'retort init %s' makes one".formatted(gone, gone));
        assertThat(catchThrowableOfType(WorkspaceException.class, () -> WorkspaceReader.read(dir)))
                .hasMessage("%s: has no retort.yaml; 'retort init %s' writes one".formatted(dir, dir));
        assertThat(catchThrowableOfType(WorkspaceException.class,
                () -> WorkspaceReader.read(dir.resolve("texts.csv"))))
                .hasMessageContaining("is no directory; name the directory that holds retort.yaml");
    }

    @Test
    void votesAreWeighedWhereATeacherHasProbabilities() {
        String weighed = LEAST.replace("task:", "votes: {weights: logprobs}\ntask:");
        assertThat(read(weighed).votes().weights()).as("a recording may hold them").isEqualTo(Weights.LOGPROBS);
        assertThat(read(LEAST).votes().weights()).isEqualTo(Weights.EQUAL);

        String asked = at("host: vllm, votes: 3, logprobs: true").replace("task:", "votes: {weights: logprobs}\ntask:");
        assertThat(read(asked).teachers().getFirst().teacher().logprobs()).isTrue();
        assertThat(problems(asked.replace(", logprobs: true", ""))).containsExactly(
                "retort.yaml:2: votes: weights: logprobs needs a teacher whose host tells probabilities; "
                        + "write 'logprobs: true' under one, or 'weights: equal'");
        assertThat(problems(asked.replace("votes: 3,", "votes: 3, stop-early: true,"))).containsExactly(
                "retort.yaml:9: teacher 'a': stop-early cannot be true with 'votes: weights: logprobs', where one more "
                        + "vote may outweigh those before; write 'stop-early: false'");
    }
}
