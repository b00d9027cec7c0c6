package dev.retort.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// How a student trained with other settings does on the held-out texts.
///
/// @param setting values by key of `student:`
/// @param epochs learnt
/// @param takenEpoch that the figures are of
/// @param stoppedEarly whether patience ran out
/// @param loss mean cross-entropy
/// @param accuracy against the teacher's labels
/// @param macroF1 against the teacher's labels
/// @param seconds learning and validating
/// @param heldOut texts
/// @param wrong ids of those labelled otherwise than by the teacher
public record TriedSetting(SequencedMap<String, String> setting, int epochs, int takenEpoch, boolean stoppedEarly,
        double loss, double accuracy, double macroF1, double seconds, int heldOut, List<String> wrong) {
    public TriedSetting {
        setting = new LinkedHashMap<>(setting);
        wrong = List.copyOf(wrong);
    }

    TriedSetting of(SequencedMap<String, String> values) {
        return new TriedSetting(values, epochs, takenEpoch, stoppedEarly, loss, accuracy, macroF1, seconds, heldOut,
                wrong);
    }
}
