package dev.retort.annotate;

import dev.retort.hosts.HostOpener;
import java.util.random.RandomGenerator;

/// What a run needs of the world.
///
/// @param random draws the jitter of waits
/// @param batches the most that goes into one
public record Surroundings(HostOpener hosts, AnswerJournal journal, RunClock clock, RandomGenerator random,
        Money money, BatchLimits batches) {

    /// With batches as large as OpenAI takes them.
    public Surroundings(HostOpener hosts, AnswerJournal journal, RunClock clock, RandomGenerator random,
            Money money) {
        this(hosts, journal, clock, random, money, BatchLimits.OPENAI);
    }

    /// Where there is no budget to keep to.
    public Surroundings(HostOpener hosts, AnswerJournal journal, RunClock clock, RandomGenerator random) {
        this(hosts, journal, clock, random, Money.UNKNOWN);
    }
}
