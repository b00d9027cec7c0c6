package dev.retort.benchmarks;

import dev.retort.store.AnswerRecord;
import dev.retort.store.AskingTotals;
import dev.retort.store.Store;
import dev.retort.teacher.AnswerKey;
import dev.retort.teacher.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// 5,000 texts with 3 votes at a host that misbehaves with nearly every fourth request, while the program is killed five
/// times. Votes have seeds, so that each is another request to the host, and each answer names its request and arrival.
/// So the store can be held against what the host counted.
final class Chaos {
    private static final int TEXTS = 5_000;
    private static final int VOTES = 3;
    private static final int KILLS = 5;
    private static final long SEED = 20_261_123;
    /// For the last process; then it is told to stop, and what is missing is told.
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Pattern NAMED = Pattern.compile("request ([0-9a-f]{16}), arrival (\\d+)");

    private final Surroundings surroundings;

    Chaos(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /// What the store holds against what the host counted.
    private static final class Audit {
        private final Set<AnswerKey> answered = new HashSet<>();
        private final JsonNode host;
        private Usage usage = Usage.NONE;
        private long hostPrompt;
        private long hostCompletion;
        private long askedAgain;
        private long mismatched;
        private long huge;

        Audit(JsonNode host) {
            this.host = host;
        }

        void take(AnswerRecord record) {
            answered.add(record.key());
            String raw = record.answer().raw();
            huge += raw.length() > 1_000_000 ? 1 : 0;
            usage = usage.plus(record.answer().usage().orElse(Usage.NONE));
            Matcher named = NAMED.matcher(raw);
            if (!named.find()) {
                mismatched++;
                return;
            }
            JsonNode counted = host.path(named.group(1));
            long arrival = Long.parseLong(named.group(2));
            askedAgain += counted.path(2).asLong(-1) > arrival ? 1 : 0;
            if (counted.path(3).asLong(-1) == arrival) {
                hostPrompt += counted.path(4).asLong();
                hostCompletion += counted.path(5).asLong();
            } else {
                mismatched++;
            }
        }
    }

    int run() throws IOException, InterruptedException {
        ObjectNode result = surroundings.head("chaos", "benchmarks/run chaos");
        result.put("texts", TEXTS).put("votes", VOTES).put("kills", KILLS).put("seed", SEED);
        try (HostProcess host = HostProcess.start("--latency-ms", "50", "--chaos", "--seed", Long.toString(SEED))) {
            var workspace = GeneratedWorkspace.make(surroundings.scratch().resolve("chaos"), TEXTS, host.baseUrl(),
                    "prompt: cot, votes: %d, seed: 1000".formatted(VOTES),
                    "in-flight: 128, timeout: 2s, first-backoff: 200ms, longest-backoff: 5s");
            double[] peak = new double[KILLS + 1];
            long start = System.nanoTime();
            Retort last = killedAndGoneOn(host, workspace, peak);
            int status = last.waitOrInterrupt(LONGEST);
            result.put("seconds", Rounds.round((System.nanoTime() - start) / 1e9)).put("lastExitStatus", status);
            peak[KILLS] = last.peakMiB();
            return tell(result, host, workspace, status, Arrays.stream(peak).max().orElseThrow());
        }
    }

    /// Kills at random shares of all answers; returns the process that may live.
    private Retort killedAndGoneOn(HostProcess host, GeneratedWorkspace workspace, double[] peak)
            throws IOException, InterruptedException {
        double[] shares = new SplittableRandom(SEED).doubles(KILLS, 0.05, 0.9).sorted().toArray();
        Retort child = Retort.annotate(surroundings.root(), workspace);
        for (int kill = 0; kill < KILLS; kill++) {
            while (host.stats().path("sentWhole").asLong() < shares[kill] * TEXTS * VOTES) {
                if (!child.isAlive()) {
                    throw new IOException("retort annotate ended before it was killed; see " + workspace.errors());
                }
                Thread.sleep(20);
            }
            child.kill();
            peak[kill] = child.peakMiB();
            System.out.println("killed at %.0f %% of all answers, peak %.0f MiB".formatted(shares[kill] * 100,
                    peak[kill]));
            child = Retort.annotate(surroundings.root(), workspace);
        }
        return child;
    }

    private int tell(ObjectNode result, HostProcess host, GeneratedWorkspace workspace, int status, double peak)
            throws IOException {
        JsonNode stats = host.stats();
        var audit = new Audit(host.requests());
        Map<AnswerKey, String> troubles = new HashMap<>();
        long unsettled;
        long failed;
        long sends;
        Optional<AskingTotals> charges;
        try (Store store = Store.open(workspace.database())) {
            store.forEachAnswer(audit::take);
            store.troubles().forEach(trouble -> troubles.put(trouble.key(), trouble.message()));
            unsettled = store.unansweredSends("bench");
            failed = store.failedSends("bench");
            charges = Optional.ofNullable(store.askingTotals().get("bench"));
            sends = charges.map(AskingTotals::sends).orElse(0L);
        }
        Usage bill = charges.map(AskingTotals::usage).orElse(Usage.NONE);
        long votes = (long) TEXTS * VOTES;
        long lost = stats.path("charged").asLong() - audit.answered.size();
        result.set("host", stats.path("deeds"));
        result.put("hostReceived", stats.path("received").asLong()).put("hostCharged", stats.path("charged").asLong())
                .put("answers", audit.answered.size()).put("troubles", troubles.size()).put("hugeAnswers", audit.huge)
                .put("sends", sends).put("sendsFailed", failed).put("sendsUnsettled", unsettled);
        var verdicts = new Verdicts(result);
        verdicts.check(status == 0, "the last of %d processes ended well".formatted(KILLS + 1), "status " + status);
        verdicts.check(audit.answered.size() + troubles.size() == votes,
                "every vote is there or its trouble is recorded",
                "%,d answers + %,d troubles of %,d votes".formatted(audit.answered.size(), troubles.size(), votes));
        verdicts.check(audit.mismatched == 0, "every journaled answer is one that the host sent whole",
                "%,d are not".formatted(audit.mismatched));
        verdicts.check(audit.askedAgain == 0, "no request answered and journaled was asked again",
                "%,d of %,d were".formatted(audit.askedAgain, audit.answered.size()));
        verdicts.check(bill.prompt() == audit.hostPrompt && bill.completion() == audit.hostCompletion
                && bill.equals(audit.usage), "the bill equals the host's count for journaled requests",
                "%,d + %,d tokens, the host's %,d + %,d".formatted(bill.prompt(), bill.completion(), audit.hostPrompt,
                        audit.hostCompletion));
        verdicts.check(lost <= failed + unsettled && sends >= stats.path("received").asLong(),
                "the bill's bound covers the rest",
                "the host did %,d more, the bill allows for %,d (%,d failed, %,d lost); %,d sends for %,d arrivals"
                        .formatted(lost, failed + unsettled, failed, unsettled, sends,
                                stats.path("received").asLong()));
        verdicts.atMost(512, peak, "peak memory of a process (VmHWM)", "MiB");
        return verdicts.finish(surroundings.root(), "chaos");
    }
}
