package dev.retort.base;

import dev.retort.safetensors.Quoted;
import dev.retort.safetensors.SafetensorsException;
import dev.retort.safetensors.SafetensorsFile;
import dev.retort.safetensors.TensorEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The weights of a model: one `model.safetensors`, or the shards that `model.safetensors.index.json` names. Opening
/// checks all headers and that each shard holds what the index says; values are read when asked for.
public final class Checkpoint implements AutoCloseable {
    private static final String WHOLE = "model.safetensors";

    private final Path path;
    private final List<SafetensorsFile> files;
    private final Map<String, SafetensorsFile> fileOf;

    private Checkpoint(Path path, List<SafetensorsFile> files, Map<String, SafetensorsFile> fileOf) {
        this.path = path;
        this.files = files;
        this.fileOf = fileOf;
    }

    /// Whether a directory has weights that can be read here, whole or not.
    static boolean isIn(Path directory) {
        return Files.isRegularFile(directory.resolve(WHOLE)) || Files.exists(directory.resolve(ShardIndex.NAME));
    }

    /// The files of a model directory that hold its weights, the index among them.
    ///
    /// @throws BaseModelException if the index is broken
    public static List<Path> files(Path directory) throws IOException {
        Path whole = directory.resolve(WHOLE);
        if (Files.exists(whole) || !Files.exists(directory.resolve(ShardIndex.NAME))) {
            return List.of(whole);
        }
        ShardIndex index = ShardIndex.read(directory);
        var files = new ArrayList<Path>(List.of(index.file()));
        index.shards().forEach(shard -> files.add(directory.resolve(shard)));
        return files;
    }

    /// @param weights a model directory, or a file that holds all weights
    /// @throws BaseModelException if the index is broken, or a shard is missing or lacks one of its tensors
    /// @throws SafetensorsException if a file breaks a rule of its format
    public static Checkpoint open(Path weights) throws IOException {
        Path whole = Files.isDirectory(weights) ? weights.resolve(WHOLE) : weights;
        return Files.exists(whole) || !Files.exists(weights.resolve(ShardIndex.NAME))
                ? ofOne(whole)
                : ofShards(weights, ShardIndex.read(weights));
    }

    @SuppressWarnings("MustBeClosedChecker") // the checkpoint owns its file
    private static Checkpoint ofOne(Path path) throws IOException {
        SafetensorsFile file = SafetensorsFile.open(path);
        var fileOf = new LinkedHashMap<String, SafetensorsFile>();
        file.names().forEach(name -> fileOf.put(name, file));
        return new Checkpoint(path, List.of(file), fileOf);
    }

    @SuppressWarnings("MustBeClosedChecker") // the checkpoint owns its files
    private static Checkpoint ofShards(Path directory, ShardIndex index) throws IOException {
        var opened = new LinkedHashMap<String, SafetensorsFile>();
        var fileOf = new LinkedHashMap<String, SafetensorsFile>();
        try {
            for (var tensor : index.shardOf().entrySet()) {
                Path shard = directory.resolve(tensor.getValue());
                SafetensorsFile file = opened.get(tensor.getValue());
                if (file == null) {
                    requireShard(shard);
                    file = SafetensorsFile.open(shard);
                    opened.put(tensor.getValue(), file);
                }
                if (!file.contains(tensor.getKey())) {
                    throw new BaseModelException("%s: no tensor %s, which %s says it holds; is the download complete?"
                            .formatted(shard, Quoted.of(tensor.getKey()), ShardIndex.NAME));
                }
                fileOf.put(tensor.getKey(), file);
            }
            return new Checkpoint(index.file(), List.copyOf(opened.values()), fileOf);
        } catch (IOException | RuntimeException | Error failure) {
            opened.values().forEach(SafetensorsFile::close);
            throw failure;
        }
    }

    private static void requireShard(Path shard) {
        if (!Files.isRegularFile(shard)) {
            throw new BaseModelException("%s: no such file, though %s names it; is the download complete?"
                    .formatted(shard, ShardIndex.NAME));
        }
    }

    /// The file that names all tensors: the one that holds them, or the index.
    public Path path() {
        return path;
    }

    public Set<String> names() {
        return fileOf.keySet();
    }

    public boolean contains(String name) {
        return fileOf.containsKey(name);
    }

    /// Under which name a family's tensor is stored, if it is.
    ///
    /// A checkpoint without a head leaves the prefix out; old ones call a layer norm's weight and bias gamma and beta; and
    /// of tensors that share their memory, such as a word table and the language model's output, a file may hold but one
    /// and tell the other's name in its metadata.
    ///
    /// @param prefix before the names of the encoder's tensors
    public Optional<String> find(String name, String prefix) {
        String bare = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        for (String candidate : new String[]{name, bare}) {
            String old = candidate.replace("LayerNorm.weight", "LayerNorm.gamma")
                    .replace("LayerNorm.bias", "LayerNorm.beta");
            for (String spelling : new String[]{candidate, old}) {
                if (contains(spelling)) {
                    return Optional.of(spelling);
                }
            }
        }
        return tied(name).or(() -> tied(bare));
    }

    private Optional<String> tied(String name) {
        return files.stream().map(file -> file.metadata().getOrDefault(name, "")).filter(this::contains).findFirst();
    }

    /// @throws SafetensorsException if there is no such tensor
    public TensorEntry entry(String name) throws SafetensorsException {
        return holder(name).entry(name);
    }

    /// As [SafetensorsFile#floats].
    public float[] floats(String name) throws SafetensorsException {
        return holder(name).floats(name);
    }

    private SafetensorsFile holder(String name) throws SafetensorsException {
        SafetensorsFile holder = fileOf.get(name);
        if (holder == null) {
            throw new SafetensorsException("%s: no tensor '%s' among its %d".formatted(path, name, fileOf.size()));
        }
        return holder;
    }

    @Override
    public void close() {
        files.forEach(SafetensorsFile::close);
    }
}
