package dev.retort.pipeline;

import dev.retort.agreement.CohenKappa;
import dev.retort.agreement.FleissKappa;
import dev.retort.agreement.KrippendorffAlpha;
import dev.retort.agreement.PercentAgreement;
import dev.retort.agreement.Ratings;
import dev.retort.report.Agreement;
import dev.retort.report.VoteSummary;
import dev.retort.store.CastVote;
import dev.retort.store.Store;
import dev.retort.task.Value;
import dev.retort.teacher.Ask;
import dev.retort.votes.Annotation;
import dev.retort.votes.Majority;
import dev.retort.votes.ReadStep;
import dev.retort.votes.TieRule;
import dev.retort.votes.Vote;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// How answers became labels, and how far those who labelled agree; for the page.
final class VoteSummaries {
    private VoteSummaries() {}

    /// @param texts how many texts the teacher was to be asked about
    static VoteSummary of(Ask ask, Store store, TieRule ties, int texts) {
        String teacher = ask.teacher().name();
        Map<String, List<CastVote>> votes = store.votes(teacher);
        Map<String, Annotation> annotations = store.annotations(teacher);
        var readBy = new EnumMap<ReadStep, Integer>(ReadStep.class);
        var unreadable = new EnumMap<Vote.Cause, Integer>(Vote.Cause.class);
        int refused = 0;
        int cast = 0;
        for (CastVote vote : votes.values().stream().flatMap(List::stream).toList()) {
            cast++;
            switch (vote.vote()) {
                case Vote.Read read -> readBy.merge(read.step(), 1, Integer::sum);
                case Vote.Unreadable(var cause) -> unreadable.merge(cause, 1, Integer::sum);
                case Vote.Refused() -> refused++;
            }
        }
        int asked = texts * ask.votes() - spared(ask, annotations.values());
        int labelled = (int) annotations.values().stream().filter(one -> one.value().isPresent()).count();
        Ratings<Value> ratings = ratings(ask, votes);
        return new VoteSummary(Standings.title(ask), texts, asked, readBy, unreadable, refused, asked - cast,
                (int) annotations.values().stream().filter(Annotation::unanimous).count(),
                (int) annotations.values().stream().filter(Annotation::tie).count(), ties, texts - labelled,
                FleissKappa.of(ratings), KrippendorffAlpha.nominal(ratings));
    }

    /// Votes that were left out, because they could not have changed the majority.
    private static int spared(Ask ask, Collection<Annotation> annotations) {
        if (!ask.stopEarly()) {
            return 0;
        }
        int spared = 0;
        for (Annotation annotation : annotations) {
            int left = ask.votes() - annotation.asked();
            if (left > 0 && Majority.stillNeeded(annotation.counts().values(), left) == 0) {
                spared += left;
            }
        }
        return spared;
    }

    private static Ratings<Value> ratings(Ask ask, Map<String, List<CastVote>> votes) {
        List<List<Optional<Value>>> units = new ArrayList<>();
        for (List<CastVote> ofExample : votes.values()) {
            List<Optional<Value>> unit = new ArrayList<>();
            for (int number = 1; number <= ask.votes(); number++) {
                int wanted = number;
                unit.add(ofExample.stream().filter(vote -> vote.number() == wanted).findFirst()
                        .flatMap(vote -> vote.vote() instanceof Vote.Read read
                                ? Optional.of(read.value())
                                : Optional.empty()));
            }
            units.add(unit);
        }
        return Ratings.nominal(units);
    }

    /// How far two contenders give the same values, on the texts that both labelled.
    static Agreement between(String first, Function<String, Optional<Value>> firstValue, String second,
            Function<String, Optional<Value>> secondValue, List<String> ids) {
        List<List<Optional<Value>>> units = new ArrayList<>();
        for (String id : ids) {
            Optional<Value> one = firstValue.apply(id);
            Optional<Value> other = secondValue.apply(id);
            if (one.isPresent() && other.isPresent()) {
                units.add(List.of(one, other));
            }
        }
        Ratings<Value> ratings = Ratings.nominal(units);
        return new Agreement(first, second, units.size(), PercentAgreement.ofPairs(ratings).orElse(0),
                CohenKappa.of(ratings, 0, 1, CohenKappa.Weights.NONE));
    }
}
