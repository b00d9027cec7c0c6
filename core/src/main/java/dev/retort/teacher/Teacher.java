package dev.retort.teacher;

import java.util.Optional;

/// An LLM as annotator.
///
/// @param name the workspace's name for it, unique there
/// @param template the prompt, overriding the style's own, with `{instruction}`, `{labels}`, `{examples}`, `{text}`
/// @param structured whether its host is to hold replies to a form
/// @param logprobs whether its host is asked how probable the tokens of its replies were
/// @param pricedAs the model whose price forecasts this teacher's cost when the host sends none; empty for `model`
public record Teacher(String name, HostSettings host, String model, PromptStyle style, Optional<String> template,
        Sampling sampling, Structured structured, boolean logprobs, Optional<String> pricedAs) {

    /// A teacher that is not asked for probabilities.
    public Teacher(String name, HostSettings host, String model, PromptStyle style, Optional<String> template,
            Sampling sampling, Structured structured, Optional<String> pricedAs) {
        this(name, host, model, style, template, sampling, structured, false, pricedAs);
    }

    /// A teacher of whom the prompt alone asks for a form.
    public Teacher(String name, HostSettings host, String model, PromptStyle style, Optional<String> template,
            Sampling sampling, Optional<String> pricedAs) {
        this(name, host, model, style, template, sampling, Structured.NONE, pricedAs);
    }

    /// The same teacher, asked for probabilities.
    public Teacher withLogprobs() {
        return new Teacher(name, host, model, style, template, sampling, structured, true, pricedAs);
    }
}
