package dev.retort.base;

import dev.retort.hub.Hub;
import dev.retort.hub.HubCard;
import dev.retort.hub.HubException;
import dev.retort.hub.HubReference;
import dev.retort.hub.HubRepository;
import dev.retort.hub.HubSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A base model of the hub: which of its files are needed, small ones first, so that what cannot be used is refused
/// before anything large comes.
final class HubBase {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String WEIGHTS = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final List<String> NEEDED = List.of("config.json", "tokenizer.json");
    /// Taken along where there are any; the student's directory passes the tokenizer's files on.
    private static final List<String> OPTIONAL = List.of("tokenizer_config.json", "special_tokens_map.json",
            "added_tokens.json", "vocab.txt", "vocab.json", "merges.txt", "sentencepiece.bpe.model", "spm.model",
            HubCard.FILE);

    private HubBase() {}

    static Optional<HubReference> reference(String name) {
        return HubReference.of(HubRepository.Kind.MODEL, name);
    }

    /// Looks at the small files.
    @FunctionalInterface
    interface SmallCheck {
        /// @throws BaseModelException if the model cannot be used
        void of(Path directory) throws IOException;
    }

    /// Fetches a model, or finds it in the cache.
    ///
    /// @param check of `config.json`, before the weights come
    /// @return the directory of its commit
    /// @throws BaseModelException if it lacks something that training needs
    /// @throws HubException if the hub does not give it
    static Path fetch(HubReference reference, Hub hub, SmallCheck check) throws IOException {
        HubSnapshot snapshot = hub.open(reference);
        for (String name : NEEDED) {
            if (!snapshot.has(name)) {
                throw lacks(snapshot, name);
            }
        }
        if (!snapshot.has(WEIGHTS) && !snapshot.has(INDEX)) {
            throw lacks(snapshot, WEIGHTS);
        }
        var small = new ArrayList<>(NEEDED);
        OPTIONAL.stream().filter(snapshot::has).forEach(small::add);
        boolean single = snapshot.has(WEIGHTS);
        if (!single) {
            small.add(INDEX);
        }
        Path directory = snapshot.fetch(small);
        check.of(directory);
        return snapshot.fetch(single ? Set.of(WEIGHTS) : shards(directory.resolve(INDEX), snapshot));
    }

    /// The files that an index names as its `weight_map`'s values.
    private static Set<String> shards(Path index, HubSnapshot snapshot) throws IOException {
        var shards = new LinkedHashSet<String>();
        try {
            for (JsonNode shard : JSON.readTree(Files.readString(index)).path("weight_map")) {
                shards.add(shard.asString(""));
            }
        } catch (JacksonException broken) {
            throw new BaseModelException("%s: '%s' is not JSON; ask its owner to mend it, or take another base"
                    .formatted(shown(snapshot), INDEX), broken);
        }
        if (shards.isEmpty()
                || !shards.stream().allMatch(name -> name.endsWith(".safetensors") && snapshot.has(name))) {
            throw new BaseModelException(
                    "%s: '%s' names weights that are not there; ask its owner to mend it, or take another base"
                            .formatted(shown(snapshot), INDEX));
        }
        return shards;
    }

    private static BaseModelException lacks(HubSnapshot snapshot, String file) {
        if (file.equals(WEIGHTS) && snapshot.names().stream().anyMatch(name -> name.matches("pytorch_model.*\\.bin"))) {
            return new BaseModelException(
                    "%s: only pytorch_model.bin, a pickle, which may run code and is not read; take a revision with %s (often '@refs/pr/1'), or save it so (transformers: save_pretrained) and give the directory"
                            .formatted(shown(snapshot), WEIGHTS));
        }
        if (file.equals("tokenizer.json")) {
            return new BaseModelException(
                    "%s: no tokenizer.json; load it in transformers with AutoTokenizer, save it with save_pretrained, which writes the file, and give the directory"
                            .formatted(shown(snapshot)));
        }
        return new BaseModelException("%s: no %s, which an encoder to fine-tune needs; take another base".formatted(
                shown(snapshot), file));
    }

    private static String shown(HubSnapshot snapshot) {
        return "base '%s' of the hub".formatted(snapshot.reference().repository().name());
    }
}
