package dev.retort.pipeline;

import dev.retort.votes.Annotation;
import dev.retort.votes.Ballot;
import dev.retort.votes.Settlement;
import dev.retort.votes.VoteRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Which answers are wanted. An empty set asks for all.
///
/// @param ids of texts
/// @param teachers by name
/// @param troubles of which a vote must have one
/// @param disagreement only texts on which the votes of one of the teachers differ, or the labels of two of them
public record AnswerFilter(Set<String> ids, Set<String> teachers, Set<AnswerTrouble> troubles, boolean disagreement) {
    public static final AnswerFilter ALL = new AnswerFilter(Set.of(), Set.of(), Set.of(), false);

    public AnswerFilter {
        ids = Set.copyOf(ids);
        teachers = Set.copyOf(teachers);
        troubles = Set.copyOf(troubles);
    }

    boolean wantsText(String id) {
        return ids.isEmpty() || ids.contains(id);
    }

    boolean wantsTeacher(String name) {
        return teachers.isEmpty() || teachers.contains(name);
    }

    /// What of a text is wanted; empty if nothing.
    Optional<AskedText> of(AskedText text, VoteRules rules) {
        if (disagreement && !disagree(text, rules)) {
            return Optional.empty();
        }
        List<AskedVote> votes = text.votes().stream()
                .filter(vote -> troubles.isEmpty() || troubles.stream().anyMatch(kind -> kind.isOf(vote))).toList();
        return votes.isEmpty() ? Optional.empty() : Optional.of(new AskedText(text.example(), votes));
    }

    private static boolean disagree(AskedText text, VoteRules rules) {
        var byTeacher = new LinkedHashMap<String, List<Ballot>>();
        for (AskedVote vote : text.votes()) {
            if (vote instanceof AskedVote.Answered answered) {
                byTeacher.computeIfAbsent(vote.ask().teacher().name(), _ -> new ArrayList<>())
                        .add(Ballot.of(answered.vote(), answered.answer(), rules));
            }
        }
        List<Annotation> annotations = byTeacher.values().stream()
                .map(votes -> Settlement.settleBallots(text.example().id(), votes, rules)).toList();
        return annotations.stream().anyMatch(annotation -> annotation.counts().size() > 1)
                || annotations.stream().map(annotation -> annotation.value().orElse(null)).filter(Objects::nonNull)
                        .distinct().count() > 1;
    }
}
