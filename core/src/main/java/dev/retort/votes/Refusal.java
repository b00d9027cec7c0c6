package dev.retort.votes;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Whether a reply opens as one that declines the task. An apology alone is none, and neither is `cannot` about
/// somebody else: it takes the first person, or the set phrases of other languages. Deliberately narrow: a refusal that
/// is missed is still unreadable unless it happens to mention exactly one label.
final class Refusal {
    private static final int OPENING_WORDS = 40;
    private static final int OPENING_CHARACTERS = 160;

    /// What hosts say when they, or the model, stopped for this reason.
    private static final Set<String> FINISH_REASONS = Set.of("content_filter", "refusal", "safety",
            "prohibited_content", "blocklist", "guardrail_intervened");

    private static final Set<String> APOLOGIES = Set.of("sorry", "apologize", "apologise", "apologies",
            "unfortunately", "regret", "regrettably", "afraid", "ai", "language");
    private static final Set<String> INABILITIES = Set.of("can't", "cannot", "cant", "won't", "unable", "decline",
            "refuse");
    private static final Set<String> INABILITY_PAIRS = Set.of("can not", "will not", "not able", "not comfortable",
            "not going", "don't feel", "must decline", "respectfully decline", "am unable", "have to decline");
    private static final Set<String> DUTIES = Set.of("assist", "help", "provide", "comply", "classify", "determine",
            "answer", "fulfill", "fulfil", "process", "engage", "complete", "label", "analyze", "analyse", "annotate",
            "generate", "continue", "discuss", "respond", "support", "offer", "give", "do", "make", "evaluate",
            "assess", "categorize", "categorise", "judge", "rate", "decide", "participate", "to", "in", "with");
    private static final List<String> FOREIGN_OPENINGS = List.of("抱歉", "很抱歉", "非常抱歉", "对不起", "對不起", "很遗憾", "我无法", "我不能",
            "我無法",
            "作为ai", "作为一个", "申し訳", "죄송", "lo siento", "je suis désolé", "désolé", "es tut mir leid", "tut mir leid",
            "leider", "mi dispiace", "sinto muito", "desculpe");
    private static final List<String> FOREIGN_INABILITIES = List.of("无法", "無法", "不能", "できません", "できかね", "수 없",
            "no puedo",
            "ne peux pas", "kann ich nicht", "ich kann", "kann nicht", "non posso", "não posso", "nao posso");

    private Refusal() {}

    static boolean isFinishReason(String finishReason) {
        return FINISH_REASONS.contains(finishReason.strip().toLowerCase(Locale.ROOT));
    }

    static boolean opens(Words words) {
        int most = Math.min(words.size(), OPENING_WORDS);
        boolean apology = false;
        for (int at = 0; at < most; at++) {
            String word = words.word(at);
            apology |= at < 5 && APOLOGIES.contains(word);
            boolean firstPerson = word.equals("i") || word.equals("we") || word.equals("i'm");
            if (firstPerson && (apology || at < 2)) {
                int inability = inability(words, at + 1, most);
                if (inability > 0 && (apology || duty(words, inability, most))) {
                    return true;
                }
            }
        }
        return opensInAnotherLanguage(words.text());
    }

    /// The word after an inability that begins within three words; 0 if there is none.
    private static int inability(Words words, int from, int most) {
        for (int at = from; at < Math.min(most, from + 3); at++) {
            if (INABILITIES.contains(words.word(at))) {
                return at + 1;
            }
            if (at + 1 < most && INABILITY_PAIRS.contains(words.word(at) + " " + words.word(at + 1))) {
                return at + 2;
            }
        }
        return 0;
    }

    private static boolean duty(Words words, int from, int most) {
        for (int at = from; at < Math.min(most, from + 3); at++) {
            if (DUTIES.contains(words.word(at))) {
                return true;
            }
        }
        return false;
    }

    private static boolean opensInAnotherLanguage(String folded) {
        String opening = folded.substring(0, Math.min(folded.length(), OPENING_CHARACTERS)).strip();
        return FOREIGN_OPENINGS.stream().anyMatch(opening::startsWith)
                && FOREIGN_INABILITIES.stream().anyMatch(opening::contains);
    }
}
