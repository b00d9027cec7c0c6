package dev.retort.annotate;

import dev.retort.teacher.Answer;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// All that came of asking about one text.
///
/// @param answers by the number of their vote, from 1; without those that failed, were refused or not needed
public record TextAnswers(String exampleId, SortedMap<Integer, Answer> answers) {
    public TextAnswers {
        answers = Collections.unmodifiableSortedMap(new TreeMap<>(answers));
    }
}
