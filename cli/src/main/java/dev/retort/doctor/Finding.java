package dev.retort.doctor;

import java.util.Locale;

/// One thing that was looked at.
///
/// @param thing what it is: `memory`
/// @param state whether it is there
/// @param detail what was found: `7.6 GB, 5.1 GB of it free`
/// @param remedy what to do about it; empty if and only if the state is [State#OK]
public record Finding(String thing, State state, String detail, String remedy) {

    /// How a thing stands.
    public enum State {
        /// There, and good enough.
        OK,
        /// Not there; Retort works without, with less.
        LACKS,
        /// Not there, and some commands fail without it.
        MISSING;

        /// The word that tables and JSON show.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Finding {
        if (thing.isBlank() || detail.isBlank()) {
            throw new IllegalArgumentException("a finding needs a thing and a detail");
        }
        if ((state == State.OK) != remedy.isEmpty()) {
            throw new IllegalArgumentException(
                    "finding '%s' is %s: a remedy goes with what is not there, and only with that".formatted(thing,
                            state.word()));
        }
    }

    static Finding ok(String thing, String detail) {
        return new Finding(thing, State.OK, detail, "");
    }

    static Finding lacks(String thing, String detail, String remedy) {
        return new Finding(thing, State.LACKS, detail, remedy);
    }

    static Finding missing(String thing, String detail, String remedy) {
        return new Finding(thing, State.MISSING, detail, remedy);
    }
}
