package dev.retort.votes;

import java.util.List;
import java.util.Locale;

/// Takes off a reply what is not part of the answer: the thinking aloud that reasoning models put before it
/// (`<think>...</think>`) and the end-of-turn marks that raw-text hosts leave behind it.
final class ReplyText {
    private static final List<String> THOUGHTS = List.of("think", "thinking", "thought");
    private static final List<String> END_MARKS = List.of("</s>", "<s>", "<|im_end|>", "<|endoftext|>", "<|eot_id|>",
            "<|end|>", "<|eom_id|>", "<|end_of_text|>", "<eos>", "<end_of_turn>", "[/inst]", "<|return|>");

    private ReplyText() {}

    /// The answer; empty if the reply ends while the model still thinks.
    static String answer(String raw) {
        return withoutEndMarks(withoutThoughts(raw));
    }

    private static String withoutThoughts(String raw) {
        String lower = raw.toLowerCase(Locale.ROOT);
        if (lower.length() != raw.length()) {
            lower = raw;
        }
        for (String tag : THOUGHTS) {
            String close = "</" + tag + ">";
            boolean opens = lower.stripLeading().startsWith("<" + tag + ">");
            int end = lower.lastIndexOf(close);
            // Hosts may swallow the opening tag; the XML form of the answer also has a 'reasoning' or 'analysis'.
            if (end >= 0 && (opens || tag.equals("think"))) {
                return raw.substring(end + close.length());
            }
            if (opens && end < 0) {
                return "";
            }
        }
        return raw;
    }

    private static String withoutEndMarks(String text) {
        int end = text.length();
        int before = end + 1;
        while (end < before) {
            before = end;
            while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
                end--;
            }
            for (String mark : END_MARKS) {
                int start = end - mark.length();
                end = text.regionMatches(true, start, mark, 0, mark.length()) ? start : end;
            }
        }
        return text.substring(0, end).strip();
    }
}
