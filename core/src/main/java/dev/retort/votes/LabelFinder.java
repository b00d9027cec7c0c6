package dev.retort.votes;

import dev.retort.task.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds a task's labels in words. A label is found where all its words follow each other with nothing but spaces,
/// hyphens, underscores, slashes or quotes between them; also written as one word (`VeryPositive`). Of labels that
/// begin at the same word the longest is meant, and its words are not looked at again: `very positive` never mentions
/// `positive`. Two labels with the same words cannot be told apart: finding either counts as [#AMBIGUOUS].
final class LabelFinder {
    static final int AMBIGUOUS = -1;
    private static final int NONE = -2;

    /// @param label class index, or [#AMBIGUOUS]
    /// @param first word of the mention
    /// @param end the word after its last
    record Mention(int label, int first, int end) {}

    private static final class Node {
        final Map<String, Node> next = new HashMap<>();
        int label = NONE;

        void end(int label, boolean mayYield) {
            if (this.label == NONE) {
                this.label = label;
            } else if (this.label != label && !mayYield) {
                this.label = AMBIGUOUS;
            }
        }
    }

    private final Node root = new Node();
    private final Set<Integer> symbols = new HashSet<>();
    private final List<String> names;
    private int longest;

    LabelFinder(Task task) {
        names = task.labelNames().stream().map(Words::fold).toList();
        names.forEach(this::addSymbols);
        for (int i = 0; i < names.size(); i++) {
            Words words = words(names.get(i));
            Node node = root;
            for (int w = 0; w < words.size(); w++) {
                node = node.next.computeIfAbsent(words.word(w), _ -> new Node());
            }
            node.end(i, false);
            longest = Math.max(longest, words.size());
        }
        for (int i = 0; i < names.size(); i++) {
            Words words = words(names.get(i));
            var joined = new StringBuilder();
            for (int w = 0; w < words.size(); w++) {
                joined.append(words.word(w));
            }
            root.next.computeIfAbsent(joined.toString(), _ -> new Node()).end(i, true);
        }
    }

    /// Emphasis, quotes and punctuation never tell labels apart, unless a label consists of nothing else.
    private void addSymbols(String name) {
        boolean hasWords = name.codePoints().anyMatch(Character::isLetterOrDigit);
        name.codePoints().filter(c -> hasWords ? isSymbol(c) : !Character.isWhitespace(c) && c != 0xFE0F)
                .forEach(symbols::add);
    }

    private static boolean isSymbol(int c) {
        return switch (c) {
            case '#', '&', '%', '@' -> true;
            case '|', '~', '=', '<', '>' -> false;
            default -> switch (Character.getType(c)) {
                case Character.MATH_SYMBOL, Character.CURRENCY_SYMBOL, Character.OTHER_SYMBOL -> true;
                default -> false;
            };
        };
    }

    Words words(String text) {
        return Words.of(text, symbols);
    }

    /// The mentions in order, without overlaps.
    List<Mention> find(Words words) {
        var mentions = new ArrayList<Mention>();
        int at = 0;
        while (at < words.size()) {
            Mention longest = longestAt(words, at);
            if (longest != null) {
                mentions.add(longest);
            }
            at = longest != null ? longest.end() : at + 1;
        }
        return mentions;
    }

    /// The label that the text as a whole is, but for what is around words; empty if it is none, or more than one.
    OptionalInt whole(String text) {
        return whole(Words.first(longest + 1, text, symbols));
    }

    OptionalInt whole(Words words) {
        Mention mention = words.size() == 0 ? null : longestAt(words, 0);
        return mention != null && mention.end() == words.size() && mention.label() != AMBIGUOUS
                ? OptionalInt.of(mention.label())
                : OptionalInt.empty();
    }

    /// Whether a label cut off at its end could have become another: `positive` where `positive trend` is a label too.
    boolean couldGoOn(int label) {
        String name = names.get(label);
        return names.stream().anyMatch(other -> !other.equals(name) && other.startsWith(name));
    }

    private @Nullable Mention longestAt(Words words, int first) {
        Mention longest = null;
        Node node = root;
        for (int at = first; at < words.size(); at++) {
            if (at > first && words.gapBefore(at).compareTo(Words.Gap.SOFT) > 0) {
                break;
            }
            node = node.next.get(words.word(at));
            if (node == null) {
                break;
            }
            if (node.label != NONE) {
                longest = new Mention(node.label, first, at + 1);
            }
        }
        return longest;
    }
}
