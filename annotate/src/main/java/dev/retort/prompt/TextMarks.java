package dev.retort.prompt;

import java.util.Collection;
import java.util.HashSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What stands before and after a text so that its end cannot be forged: `<text>` and `</text>`, or, where a text
/// holds those itself, `<text-1>` and `</text-1>`, with the first number that no text uses.
record TextMarks(String begin, String end) {
    /// Also as a model might read it: `< / TEXT 2 >`.
    private static final Pattern LOOKALIKE = Pattern.compile("<\\s*/?\\s*text(?:\\s*-?\\s*(\\d{1,9}))?",
            Pattern.CASE_INSENSITIVE);

    static TextMarks outside(Collection<String> texts) {
        var used = new HashSet<Integer>();
        for (String text : texts) {
            if (text.indexOf('<') >= 0) {
                Matcher marks = LOOKALIKE.matcher(text);
                while (marks.find()) {
                    used.add(marks.group(1) == null ? 0 : Integer.parseInt(marks.group(1)));
                }
            }
        }
        int number = 0;
        while (used.contains(number)) {
            number++;
        }
        String tag = number == 0 ? "text" : "text-" + number;
        return new TextMarks("<" + tag + ">", "</" + tag + ">");
    }
}
