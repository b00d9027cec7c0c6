package dev.retort.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// The card of a model or a data set: a `README.md` that starts with YAML between two lines of `---`.
public final class HubCard {
    public static final String FILE = "README.md";
    /// Nobody's front matter is longer; the text below it is not looked at.
    private static final int LONGEST = 256 << 10;
    private static final Pattern LICENCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 .+_-]{0,63}");

    private HubCard() {}

    /// The licence that the card states, as the hub writes it: `mit`, `cc-by-nc-sa-3.0`; several are joined by commas.
    /// Empty if there is no card or it states none.
    public static Optional<String> licence(Path card) {
        return frontMatter(card).flatMap(HubCard::licence);
    }

    private static Optional<String> frontMatter(Path card) {
        try (InputStream in = Files.newInputStream(card)) {
            String text = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).replace("\r\n", "\n");
            int end = text.indexOf("\n---", 3);
            return text.startsWith("---\n") && end > 0 ? Optional.of(text.substring(4, end + 1)) : Optional.empty();
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    private static Optional<String> licence(String yaml) {
        try {
            var settings = LoadSettings.builder().setAllowDuplicateKeys(true).setMaxAliasesForCollections(10)
                    .setCodePointLimit(LONGEST).build();
            if (new Load(settings).loadFromString(yaml) instanceof Map<?, ?> keys) {
                Object stated = keys.get("license");
                List<?> all = stated instanceof List<?> several
                        ? several
                        : stated == null ? List.of() : List.of(stated);
                List<String> names = all.stream().map(String::valueOf).map(String::strip)
                        .filter(name -> LICENCE.matcher(name).matches()).toList();
                return names.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", names));
            }
        } catch (YamlEngineException | StackOverflowError _) {
            // A card that is no YAML states nothing.
        }
        return Optional.empty();
    }
}
