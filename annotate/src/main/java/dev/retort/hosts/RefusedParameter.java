package dev.retort.hosts;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Which parameter a host means when it refuses a request for it. OpenAI names it in a field; others only in their
/// message, each in its own words.
final class RefusedParameter {
    /// Their values are ours, so whatever is said against them cannot be the fault of a setting or of a text.
    private static final Set<String> FORMS = Set.of("response_format", "structured_outputs", "output_config",
            "grammar");
    /// Some hosts call these forbidden instead of unsupported.
    private static final Set<String> PERMITTED = Set.of("logprobs", "top_logprobs");
    private static final Pattern REFUSAL = Pattern.compile("unsupported|not (?:be |yet |currently )?(?:supported"
            + "|permitted|allowed|available|implemented)|n(?:o|')t (?:support|accept|allow)|unknown|unrecogni[sz]ed"
            + "|unexpected|unavailable|deprecated|cannot both", Pattern.CASE_INSENSITIVE);
    private static final Pattern ONE_CHOICE = Pattern.compile("['\"`]n['\"`]|\\bn (?:must|should|can only|is|>|=)"
            + "|only one completion choice", Pattern.CASE_INSENSITIVE);

    private RefusedParameter() {}

    /// @param sent the parameters of the request that was refused
    /// @param droppable those that it can do without
    static Optional<String> find(int status, ErrorBody error, JsonNode sent, Set<String> droppable) {
        List<String> candidates = droppable.stream().filter(sent::has).sorted().toList();
        String named = error.parameter().split("[.\\[]", 2)[0];
        if (candidates.contains(named) && (FORMS.contains(named) || error.says("unsupported_value")
                || error.says("unsupported_parameter") || error.says("unknown_parameter"))) {
            return Optional.of(named);
        }
        if (status == 403) {
            return inMessage(error.message(), candidates.stream().filter(PERMITTED::contains).toList());
        }
        return status == 400 || status == 422 ? inMessage(error.message(), candidates) : Optional.empty();
    }

    private static Optional<String> inMessage(String message, List<String> candidates) {
        if (candidates.contains("n") && ONE_CHOICE.matcher(message).find()) {
            return Optional.of("n");
        }
        if (!REFUSAL.matcher(message).find()) {
            return Optional.empty();
        }
        // Of two that exclude each other, the temperature is the one that people choose.
        if (position(message, "temperature") >= 0 && position(message, "top_p") >= 0 && candidates.contains("top_p")) {
            return Optional.of("top_p");
        }
        return candidates.stream().filter(name -> name.length() > 1 && position(message, name) >= 0)
                .min(Comparator.comparingInt(name -> position(message, name)));
    }

    private static int position(String message, String name) {
        Matcher word = Pattern.compile("(?<![\\w-])" + Pattern.quote(name) + "(?![\\w-])").matcher(message);
        return word.find() ? word.start() : -1;
    }
}
