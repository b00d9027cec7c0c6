package dev.retort.report;

import gg.jte.TemplateOutput;

/// Collects the page and makes every character one that HTML and XML allow: control characters become their visible
/// pictures (NUL is U+2400), lone surrogates and non-characters the replacement character.
final class CleanOutput implements TemplateOutput {
    private static final int CONTROL_PICTURES = 0x2400;
    private static final char REPLACEMENT = '\ufffd';
    private final StringBuilder page = new StringBuilder(1 << 16);

    @Override
    public void writeContent(String text) {
        writeContent(text, 0, text.length());
    }

    @Override
    public void writeContent(String text, int begin, int end) {
        for (int at = begin; at < end; at++) {
            char c = text.charAt(at);
            if (Character.isHighSurrogate(c) && at + 1 < end && Character.isLowSurrogate(text.charAt(at + 1))) {
                append(Character.toCodePoint(c, text.charAt(++at)));
            } else {
                page.append(clean(c));
            }
        }
    }

    private void append(int codePoint) {
        boolean nonCharacter = (codePoint & 0xfffe) == 0xfffe;
        if (nonCharacter) {
            page.append(REPLACEMENT);
        } else {
            page.appendCodePoint(codePoint);
        }
    }

    private static char clean(char c) {
        if (c == '\n' || c == '\t' || (c >= ' ' && c < 0x7f)) {
            return c;
        }
        if (c < ' ') {
            return (char) (CONTROL_PICTURES + c);
        }
        if (c == 0x7f) {
            return '\u2421';
        }
        boolean forbidden = c < 0xa0 || Character.isSurrogate(c) || (c >= 0xfdd0 && c <= 0xfdef) || c >= 0xfffe;
        return forbidden ? REPLACEMENT : c;
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
