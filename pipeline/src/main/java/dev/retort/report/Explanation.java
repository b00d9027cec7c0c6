package dev.retort.report;

import java.util.Comparator;
import java.util.List;

/// Which words of a text made a student say what it said: for each word, by how much the score falls if the word is left
/// out. Words that speak against it have a negative weight. The weights need not add up to anything.
///
/// @param label whose probability is explained, or the name of the number
/// @param score that probability, or the number
/// @param words in the order of the text
public record Explanation(String text, String label, double score, List<Word> words) {

    /// @param begin where it begins in the text, in UTF-16 units
    /// @param end where it ends
    /// @param weight score of the text less the score without this word
    public record Word(int begin, int end, double weight) {}

    public Explanation {
        words = List.copyOf(words);
    }

    public String word(Word word) {
        return text.substring(word.begin(), word.end());
    }

    /// By the size of their weight, whatever its sign.
    public List<Word> heaviest(int most) {
        return words.stream()
                .sorted(Comparator.comparingDouble((Word word) -> Math.abs(word.weight())).reversed()
                        .thenComparingInt(Word::begin))
                .limit(most).toList();
    }
}
