package dev.retort.votes;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What the keys of a reply mean, compared by their letters alone: `Final_Label`, `**final label**` and `final label`
/// are the same key.
enum Keys {
    /// The key we ask for.
    LABEL,
    /// A key that teachers write for it.
    ALIAS,
    /// The reasoning. Labels in it decide nothing.
    REASON,
    /// The text or the task repeated. Labels in it decide nothing.
    ECHO,
    /// Anything else.
    OTHER;

    private static final int LONGEST = 60;
    private static final Set<String> LABELS = Set.of("label", "labels", "标签", "標籤", "ラベル", "라벨");
    private static final Set<String> ALIASES = Set.of("finallabel", "predictedlabel", "correctlabel", "sentiment",
            "overallsentiment", "sentimentlabel", "finalsentiment", "answer", "finalanswer", "correctanswer",
            "classification", "finalclassification", "class", "category", "prediction", "output", "result", "response",
            "verdict", "decision", "conclusion", "choice", "rating", "annotation", "情感", "情绪", "答案", "结论", "分类", "类别",
            "最终答案", "最终标签", "感情", "分類", "結論", "답", "감정");
    private static final Set<String> REASONS = Set.of("reason", "reasons", "reasoning", "explanation", "rationale",
            "justification", "thought", "thoughts", "thinking", "analysis", "chainofthought", "stepbystep", "steps",
            "because", "comment", "note", "notes", "evidence", "理由", "原因", "解释", "分析", "推理", "说明", "根拠", "이유");
    private static final Set<String> ECHOES = Set.of("text", "sentence", "input", "instruction", "example",
            "task", "question", "context", "prompt", "headline", "title", "options", "possiblelabels", "alllabels",
            "allowedlabels", "文本", "句子", "输入", "选项");

    private static final List<String> FILLERS = List.of("therefore", "hence", "thus", "so", "and", "the", "my", "your");

    static Keys of(String key) {
        if (key.length() > LONGEST) {
            return OTHER;
        }
        String letters = core(letters(key));
        if (LABELS.contains(letters)) {
            return LABEL;
        }
        if (ALIASES.contains(letters)) {
            return ALIAS;
        }
        if (REASONS.contains(letters)) {
            return REASON;
        }
        return ECHOES.contains(letters) ? ECHO : OTHER;
    }

    boolean namesLabel() {
        return this == LABEL || this == ALIAS;
    }

    /// `So the label is` is `label`.
    private static String core(String letters) {
        String core = letters;
        for (String filler : FILLERS) {
            core = core.startsWith(filler) ? core.substring(filler.length()) : core;
        }
        return core.length() > 4 && core.endsWith("is") && !REASONS.contains(core)
                ? core.substring(0, core.length() - 2)
                : core;
    }

    private static String letters(String key) {
        var letters = new StringBuilder();
        key.toLowerCase(Locale.ROOT).codePoints().filter(Character::isLetter).forEach(letters::appendCodePoint);
        return letters.toString();
    }
}
