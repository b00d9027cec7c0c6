package dev.retort.votes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What the members of JSON-like objects state. The first of these that says anything decides:
///
/// 1. values under the key `label`, also one level deeper (`{"label": {"name": "positive"}}`);
/// 2. values under keys that teachers write for it (`sentiment`, `final_answer`);
/// 3. values that are exactly a label, under any key but one of the reason or of the repeated text;
/// 4. keys that are exactly a label (`{"positive": "profit rose"}`).
///
/// A value cut off by the end of the reply counts if it is a label already and no other label begins like it.
final class StatedMembers {
    private static final Set<String> NOTHING = Set.of("", "null", "none", "nil", "undefined");

    private final Phrases phrases;
    private final List<LooseJson.Member> members;

    StatedMembers(Phrases phrases, List<LooseJson.Member> members) {
        this.phrases = phrases;
        this.members = members;
    }

    /// Empty if nothing was stated.
    Optional<Reading> reading() {
        return Reading.together(labelled(), false).or(() -> Reading.together(aliased(), true))
                .or(() -> Reading.together(anyExact(), true)).or(() -> Reading.together(keys(), true));
    }

    /// The reason beside the label: that of the last object with a label that has one, else of the first object.
    String reason() {
        Map<Integer, StringBuilder> reasons = reasons();
        var reason = reasons.getOrDefault(0, new StringBuilder());
        for (LooseJson.Member member : members) {
            StringBuilder beside = reasons.get(member.object());
            reason = beside != null && Keys.of(member.key()).namesLabel() ? beside : reason;
        }
        return reason.toString();
    }

    private Map<Integer, StringBuilder> reasons() {
        var reasons = new HashMap<Integer, StringBuilder>();
        for (LooseJson.Member member : members) {
            boolean isReason = Keys.of(member.key()) == Keys.REASON || Keys.of(member.parent()) == Keys.REASON;
            boolean says = member.quoted() || !NOTHING.contains(Words.fold(member.value()));
            if (isReason && says && !member.value().isBlank()) {
                var reason = reasons.computeIfAbsent(member.object(), _ -> new StringBuilder());
                reason.append(reason.isEmpty() ? "" : " ").append(member.value().strip());
            }
        }
        return reasons;
    }

    private List<Reading> labelled() {
        var readings = new ArrayList<Reading>();
        for (LooseJson.Member member : members) {
            if (isUnder(Keys.LABEL, member)) {
                readings.add(read(member));
            } else if (Keys.of(member.parent()) == Keys.LABEL && Keys.of(member.key()) != Keys.REASON) {
                exact(member.value()).ifPresent(readings::add);
            }
        }
        return readings;
    }

    /// Whether the member has such a key, or is an entry of a list that has one.
    private static boolean isUnder(Keys keys, LooseJson.Member member) {
        return Keys.of(member.key().isEmpty() ? member.parent() : member.key()) == keys;
    }

    private List<Reading> aliased() {
        var readings = new ArrayList<Reading>();
        for (LooseJson.Member member : members) {
            if (isUnder(Keys.ALIAS, member)) {
                readings.add(read(member));
            }
        }
        return readings;
    }

    private List<Reading> anyExact() {
        var readings = new ArrayList<Reading>();
        for (LooseJson.Member member : members) {
            Keys key = Keys.of(member.key());
            Keys parent = Keys.of(member.parent());
            if (key == Keys.OTHER && parent != Keys.REASON && parent != Keys.ECHO && member.finished()) {
                exact(member.value()).ifPresent(readings::add);
            }
        }
        return readings;
    }

    private List<Reading> keys() {
        var readings = new ArrayList<Reading>();
        for (LooseJson.Member member : members) {
            boolean denied = !member.quoted() && Set.of("false", "0", "0.0", "no", "null", "none").contains(
                    Words.fold(member.value()));
            exact(member.key()).ifPresent(readings::add);
            if (denied && exact(member.key()).isPresent()) {
                readings.add(new Reading.Failed(Vote.Cause.NEGATED));
            }
        }
        return readings;
    }

    private Optional<Reading> exact(String phrase) {
        OptionalInt label = phrases.whole(phrase);
        return label.isPresent() ? Optional.of(new Reading.Found(label.getAsInt())) : Optional.empty();
    }

    private Reading read(LooseJson.Member member) {
        Optional<Reading> exact = exact(member.value());
        if (!member.finished()) {
            boolean whole = exact.isPresent() && exact.get() instanceof Reading.Found(int label)
                    && !phrases.couldGoOn(label);
            return whole ? exact.get() : Reading.NO_LABEL;
        }
        boolean nothing = !member.quoted() && NOTHING.contains(Words.fold(member.value()));
        return exact.orElseGet(() -> nothing ? Reading.NO_LABEL : phrases.stated(member.value()));
    }
}
