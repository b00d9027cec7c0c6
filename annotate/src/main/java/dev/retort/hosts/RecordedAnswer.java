package dev.retort.hosts;

import dev.retort.teacher.LabelProbability;
import dev.retort.teacher.Usage;
import java.time.Duration;
import java.util.Optional;

/// One line of a recording.
///
/// ```
/// {"id": "mb-0001", "teacher": "recorded-llm", "prompt": "cot", "vote": 2, "answer": "{\"reason\": ...}",
///  "finish-reason": "stop", "latency-ms": 812.4,
///  "usage": {"prompt": 297, "cached": 0, "completion": 31, "reasoning": 0},
///  "label-probability": {"value": {"label": "negative"}, "probability": 0.93}}
/// ```
///
/// The fields from the second line on may be left out, as may each count in `usage`. Other fields are ignored.
///
/// @param id the example's id
/// @param teacher the model, or the workspace's name for the teacher
/// @param prompt the prompt style's word
/// @param vote from 1
/// @param answer the raw reply
/// @param label how probable its label was
public record RecordedAnswer(String id, String teacher, String prompt, int vote, String answer,
        Optional<String> finishReason, Optional<Usage> usage, Optional<Duration> latency,
        Optional<LabelProbability> label) {

    /// An answer without its label's probability.
    public RecordedAnswer(String id, String teacher, String prompt, int vote, String answer,
            Optional<String> finishReason, Optional<Usage> usage, Optional<Duration> latency) {
        this(id, teacher, prompt, vote, answer, finishReason, usage, latency, Optional.empty());
    }
}
