package dev.retort.teacher;

import java.util.Optional;

/// An LLM as annotator.
///
/// @param name the workspace's name for it, unique there
/// @param template the prompt, overriding the style's own, with `{instruction}`, `{labels}`, `{examples}`, `{text}`
/// @param structured whether its host is to hold replies to a form
/// @param pricedAs the model whose price forecasts this teacher's cost when the host sends none; empty for `model`
public record Teacher(String name, HostSettings host, String model, PromptStyle style, Optional<String> template,
        Sampling sampling, Structured structured, Optional<String> pricedAs) {

    /// A teacher of whom the prompt alone asks for a form.
    public Teacher(String name, HostSettings host, String model, PromptStyle style, Optional<String> template,
            Sampling sampling, Optional<String> pricedAs) {
        this(name, host, model, style, template, sampling, Structured.NONE, pricedAs);
    }
}
