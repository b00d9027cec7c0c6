package dev.retort.store;

import dev.retort.teacher.PromptStyle;
import java.util.Optional;

/// A teacher as the workspace last asked it.
///
/// @param votes how many answers were asked of it for each text
/// @param provider the host's word in `retort.yaml`
/// @param pricedAs the model that prices its forecasts; empty for `model`
/// @param settings all of it as a JSON object, without any secret
public record StoredTeacher(String name, int votes, String provider, String model, PromptStyle style,
        Optional<String> pricedAs, String settings) {}
