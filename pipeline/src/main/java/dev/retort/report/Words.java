package dev.retort.report;

import dev.retort.dataset.ReferenceSource;
import dev.retort.votes.ReadStep;
import dev.retort.votes.TieRule;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/// The page's wording of what the domain names tersely.
final class Words {
    private static final DateTimeFormatter DATE = DateTimeFormatter
            .ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Words() {}

    static String date(Instant instant) {
        return DATE.format(instant);
    }

    static String labels(ReferenceSource source) {
        return switch (source) {
            case EXPERT -> "expert labels";
            case CROWD -> "crowd labels";
            case MODEL -> "model-written labels";
        };
    }

    /// Whose labels the figures are measured against: `335 model-written labels`.
    static String references(References references) {
        return switch (references) {
            case References.Known(var texts, var _) -> texts.entrySet().stream()
                    .map(entry -> Numbers.count(entry.getValue()) + " " + labels(entry.getKey()))
                    .collect(Collectors.joining(" and "));
            case References.None _ -> "no reference labels";
        };
    }

    static String step(ReadStep step) {
        return switch (step) {
            case STRICT_JSON -> "Strict JSON";
            case LENIENT_JSON -> "Lenient JSON";
            case SINGLE_WORD -> "Single word";
            case ONLY_MENTION -> "Only mention";
            case DRAWN -> "Drawn by seed";
        };
    }

    static String ties(TieRule rule) {
        return switch (rule) {
            case ABSTAIN -> "left without a label";
            case RANDOM -> "drawn by seed";
            case FIRST -> "first vote wins";
        };
    }

    /// Shortens a text to at most so many characters, saying how long it was.
    static String clip(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "… (cut here; " + Numbers.count(text.length()) + " characters in all)";
    }

    /// A name inside a sentence; one that may run from right to left cannot turn the rest around.
    static String inSentence(String name) {
        boolean leftToRight = name.chars().allMatch(c -> c < 0x590);
        return leftToRight ? name : "\u2068" + name + "\u2069";
    }

    /// Shortens a name for a picture.
    static String brief(String name, int most) {
        if (name.length() <= most) {
            return name;
        }
        int end = Character.isHighSurrogate(name.charAt(most - 2)) ? most - 2 : most - 1;
        return name.substring(0, end) + "…";
    }
}
