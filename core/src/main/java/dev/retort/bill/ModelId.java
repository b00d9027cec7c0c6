package dev.retort.bill;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// How the ids under which hosts offer a model are recognised as the same model: without regard to case, without the
/// organisation (`mistralai/`) and the route (`:fastest`), dots and dashes alike, and, if the whole id is not listed,
/// without the parts that name a build of it: dates, snapshots, versions, `instruct`, `latest`, a quantisation. Never
/// without a part that names another model: `gpt-4o-mini` is not `gpt-4o`, `gpt-5-pro` is not `gpt-5`.
final class ModelId {
    private static final int LONGEST = 200;
    private static final Pattern BUILD = Pattern.compile("(?:[-@](?:\\d{4}-\\d{2}-\\d{2}|\\d{2}-\\d{4}|\\d{2}-\\d{2}"
            + "|\\d{3,8}|v\\d{1,3}(?:\\.\\d{1,3})?|instruct|chat|it|hf|latest|preview|exp|fp8|fp16|bf16|int4|int8|awq|gptq|gguf))$");

    private ModelId() {}

    /// The ids to look for, the most specific first.
    static List<String> candidates(String id) {
        String name = id.strip().toLowerCase(Locale.ROOT);
        name = name.substring(Math.max(0, name.length() - LONGEST));
        name = name.substring(name.lastIndexOf('/') + 1);
        int route = name.indexOf(':');
        if (route > 0) {
            name = name.substring(0, route);
        }
        var candidates = new ArrayList<String>();
        candidates.add(canonical(name));
        for (var build = BUILD.matcher(name); build.find(); build = BUILD.matcher(name)) {
            name = name.substring(0, build.start());
            candidates.add(canonical(name));
        }
        return candidates;
    }

    /// @param name in any case
    static String canonical(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace('.', '-').replace('_', '-');
    }
}
