package dev.retort.votes;

import java.util.Set;

/// Whether a mention of a label is denied: `not positive`, `non-positive`, `isn't really positive`, `far from
/// positive`, `positive would be wrong`, `positive: no`, 不是积极. Only words of the same clause count, at most
/// [#REACH] before the label; what is in doubt counts as denied, because an unreadable vote does less harm than a
/// wrong one. `no doubt` and `not only` deny nothing.
final class Negation {
    private static final int REACH = 8;
    private static final int REACH_OF_CHARACTERS = 6;

    private static final Set<String> DENIALS = Set.of("not", "no", "non", "never", "neither", "nor", "cannot", "cant",
            "isnt", "wasnt", "dont", "doesnt", "hardly", "scarcely", "barely", "without", "lack", "lacks", "lacking",
            "unlikely", "doubt", "doubtful", "opposite", "fail", "fails", "failed", "less", "than", "un", "nicht",
            "kein", "keine", "keineswegs", "pas", "nunca", "jamais", "niet", "geen", "não", "nao", "nie", "ne");
    private static final Set<String> PAIRS = Set.of("far from", "anything but", "nothing but", "instead of",
            "rule out", "ruled out", "rules out", "free of", "rid of");
    private static final Set<String> HARMLESS_AFTER_DENIAL = Set.of("doubt", "question", "only", "just", "merely",
            "surprise");
    private static final Set<String> CLAUSE_OPENERS = Set.of("but", "because", "although", "though", "since", "and",
            "hence", "therefore", "thus", "so", "which", "while", "whereas", "yet", "however", "when", "thereby",
            "making");
    private static final Set<String> VERBS = Set.of("is", "was", "are", "would", "does", "do", "can", "could", "should",
            "seems", "appears", "will", "did", "be", "label");
    private static final Set<String> REJECTIONS = Set.of("not", "never", "wrong", "incorrect", "false", "unlikely",
            "inappropriate", "inaccurate", "excluded");
    private static final Set<String> FLAT_DENIALS = Set.of("no", "false", "wrong", "incorrect", "否");

    private static final String[] HARMLESS_CHARACTERS = {"非常", "不仅", "不僅", "不但", "无疑", "無疑", "不错", "不斷", "不断", "未来",
            "未來", "无论", "無論"};
    private static final String DENYING_CHARACTERS = "不非没沒無无未否勿";
    private static final String[] DENYING_ENDINGS = {"ない", "ません", "않", "아니", "ではなく"};

    private Negation() {}

    static boolean denies(Words words, LabelFinder.Mention mention) {
        return deniedBefore(words, mention.first()) || deniedAfter(words, mention.end())
                || deniedInCharacters(words, mention);
    }

    private static boolean deniedBefore(Words words, int first) {
        for (int at = first - 1; at >= Math.max(0, first - REACH); at--) {
            if (words.gapBefore(at + 1).compareTo(Words.Gap.CLAUSE) >= 0) {
                return false;
            }
            String word = words.word(at);
            String next = words.word(at + 1);
            if (PAIRS.contains(word + " " + next)) {
                return true;
            }
            boolean negative = DENIALS.contains(word) || word.endsWith("n't");
            if (negative && !harmless(words, at, word, next)) {
                return true;
            }
            boolean opensClause = CLAUSE_OPENERS.contains(word) && !(word.equals("so") && at + 1 == first);
            boolean anything = word.equals("but") && at > 0 && words.word(at - 1).endsWith("thing");
            if (opensClause && !anything) {
                return false;
            }
        }
        return false;
    }

    private static boolean harmless(Words words, int at, String word, String next) {
        if (word.equals("doubt")) {
            String before = at > 0 ? words.word(at - 1) : "";
            return Set.of("no", "without", "any", "beyond", "little").contains(before);
        }
        return HARMLESS_AFTER_DENIAL.contains(next) || (next.equals("any") && word.equals("without"));
    }

    private static boolean deniedAfter(Words words, int end) {
        if (end >= words.size()) {
            return false;
        }
        String first = words.word(end);
        if (words.gapBefore(end).compareTo(Words.Gap.SOFT) > 0) {
            String between = words.between(end);
            boolean verdict = between.indexOf(':') >= 0 || between.indexOf('=') >= 0 || between.indexOf('?') >= 0
                    || between.indexOf('-') >= 0;
            return verdict && FLAT_DENIALS.contains(first)
                    && words.gapBefore(end + 1).compareTo(Words.Gap.CLAUSE) >= 0;
        }
        if (first.endsWith("n't") || first.equals("cannot")) {
            return true;
        }
        for (int at = end; at < Math.min(words.size(), end + 3) && VERBS.contains(words.word(at)); at++) {
            boolean sameClause = words.gapBefore(at + 1).compareTo(Words.Gap.SOFT) <= 0;
            if (sameClause && at + 1 < words.size()
                    && (REJECTIONS.contains(words.word(at + 1)) || words.word(at + 1).endsWith("n't"))) {
                return true;
            }
        }
        return false;
    }

    private static boolean deniedInCharacters(Words words, LabelFinder.Mention mention) {
        int from = mention.first();
        while (from > 0 && mention.first() - from < REACH_OF_CHARACTERS
                && words.gapBefore(from).compareTo(Words.Gap.CLAUSE) < 0
                && words.end(from - 1) - words.start(from - 1) == 1) {
            from--;
        }
        String before = words.text().substring(words.start(from), words.start(mention.first()));
        for (String harmless : HARMLESS_CHARACTERS) {
            before = before.replace(harmless, "");
        }
        if (before.chars().anyMatch(c -> DENYING_CHARACTERS.indexOf(c) >= 0)) {
            return true;
        }
        int to = mention.end();
        while (to < words.size() && to - mention.end() < REACH_OF_CHARACTERS
                && words.gapBefore(to).compareTo(Words.Gap.CLAUSE) < 0) {
            to++;
        }
        String after = words.text().substring(words.end(mention.end() - 1), words.end(to - 1));
        for (String ending : DENYING_ENDINGS) {
            if (after.contains(ending)) {
                return true;
            }
        }
        return false;
    }
}
