package dev.retort.annotate;

import dev.retort.hosts.HostOpener;
import java.util.random.RandomGenerator;

/// What a run needs of the world.
///
/// @param random draws the jitter of waits
public record Surroundings(HostOpener hosts, AnswerJournal journal, RunClock clock, RandomGenerator random,
        Money money) {

    /// Where there is no budget to keep to.
    public Surroundings(HostOpener hosts, AnswerJournal journal, RunClock clock, RandomGenerator random) {
        this(hosts, journal, clock, random, Money.UNKNOWN);
    }
}
