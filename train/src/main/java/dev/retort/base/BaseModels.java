package dev.retort.base;

import dev.retort.files.DurableFiles;
import dev.retort.hub.Hub;
import dev.retort.hub.HubReference;
import dev.retort.safetensors.SafetensorsException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Finds the Hugging Face directory of a base model.
public final class BaseModels {
    /// Changes when the importer writes other files, so that an old cache is not taken for a new one.
    private static final String CACHE_VERSION = "v1";
    private static final Object IN_THIS_PROCESS = new Object();

    private BaseModels() {}

    /// Names of the models that need no download.
    public static List<String> embedded() {
        return EmbeddedBase.names();
    }

    /// Where embedded models are unpacked unless told otherwise: `$XDG_CACHE_HOME/retort` or `~/.cache/retort`.
    ///
    /// @param environment of the process, as [System#getenv()] has it
    public static Path defaultCache(Map<String, String> environment, Path home) {
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path caches = Path.of(xdg).isAbsolute() ? Path.of(xdg) : home.resolve(".cache");
        return caches.resolve("retort");
    }

    /// The directory of a base model on this machine: `config.json`, `tokenizer.json` and `model.safetensors` or its
    /// shards, checked. An embedded model is unpacked into the cache on the first call, 133 MB at most; several
    /// processes may ask at once.
    ///
    /// @param nameOrPath an embedded model's name, with or without its organisation, or a local directory
    /// @throws BaseModelException if there is no such model or it cannot be used
    /// @throws IOException if the cache cannot be written
    public static Path resolve(String nameOrPath, Path cacheDir) throws IOException {
        return local(nameOrPath, cacheDir).orElseThrow(() -> unknown(nameOrPath));
    }

    /// As [#resolve(String, Path)], and also a model of the hub, `ORGANISATION/NAME` or `ORGANISATION/NAME@REVISION`,
    /// which is fetched into the hub's cache. An embedded model is fetched only if a revision is asked for.
    ///
    /// @param hubs opens the hub, which is closed here; asked only for a model that is not on this machine
    /// @throws dev.retort.hub.HubException if the hub does not give it
    public static Path resolve(String nameOrPath, Path cacheDir, Supplier<Hub> hubs) throws IOException {
        Optional<Path> local = local(nameOrPath, cacheDir);
        if (local.isPresent()) {
            return local.get();
        }
        HubReference reference = HubBase.reference(nameOrPath).orElseThrow(() -> unknown(nameOrPath));
        try (Hub hub = hubs.get()) {
            Path directory = HubBase.fetch(reference, hub, EncoderConfig::read);
            check(directory);
            return directory;
        }
    }

    private static Optional<Path> local(String nameOrPath, Path cacheDir) throws IOException {
        var embedded = EmbeddedBase.named(nameOrPath);
        if (embedded.isPresent()) {
            return Optional.of(unpacked(embedded.get(), cacheDir.resolve("bases").resolve(CACHE_VERSION)));
        }
        Optional<Path> directory = directory(nameOrPath);
        if (directory.isPresent()) {
            check(directory.get());
        }
        return directory;
    }

    private static Optional<Path> directory(String path) {
        try {
            return Optional.of(Path.of(path)).filter(Files::isDirectory);
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
    }

    private static BaseModelException unknown(String name) {
        return new BaseModelException(
                "base '%s': neither an embedded model (%s) nor a directory nor a name of the hub (ORGANISATION/NAME)"
                        .formatted(name, String.join(", ", embedded())));
    }

    private static Path unpacked(EmbeddedBase base, Path bases) throws IOException {
        Path directory = bases.resolve(base.baseName());
        if (Files.isDirectory(directory)) {
            return directory;
        }
        Files.createDirectories(bases);
        Path lockFile = bases.resolve("." + base.baseName() + ".lock");
        synchronized (IN_THIS_PROCESS) {
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.isDirectory(directory)) {
                    unpack(base, directory, bases.resolve("." + base.baseName() + ".tmp"));
                }
            }
        }
        return directory;
    }

    /// @param whole may hold what a killed process left
    private static void unpack(EmbeddedBase base, Path directory, Path whole) throws IOException {
        DurableFiles.deleteTree(whole);
        try {
            Files.createDirectory(whole);
            EmbeddedImport.write(base, whole);
            check(whole);
            DurableFiles.syncTree(whole);
            Files.move(whole, directory, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            DurableFiles.deleteTree(whole);
        }
    }

    /// That a directory holds a model which can be fine-tuned here.
    ///
    /// @throws BaseModelException naming what is missing and the remedy
    public static void check(Path directory) throws IOException {
        EncoderConfig.read(directory);
        require(directory, "tokenizer.json",
                "load it in transformers with AutoTokenizer and save it again with save_pretrained, which writes the file");
        if (!Checkpoint.isIn(directory)) {
            throw noWeights(directory);
        }
        try (Checkpoint weights = Checkpoint.open(directory)) {
            if (weights.names().isEmpty()) {
                throw noWeights(directory);
            }
        } catch (SafetensorsException broken) {
            throw new BaseModelException("%s; is the download complete?".formatted(broken.getMessage()), broken);
        }
    }

    private static void require(Path directory, String name, String remedy) {
        if (!Files.isRegularFile(directory.resolve(name))) {
            throw new BaseModelException("%s: no %s; %s".formatted(directory, name, remedy));
        }
    }

    private static BaseModelException noWeights(Path directory) {
        if (Files.exists(directory.resolve("pytorch_model.bin"))) {
            return new BaseModelException(
                    "%s: only pytorch_model.bin, a pickle, which may run code and is not read; save the model again as model.safetensors (transformers: save_pretrained)"
                            .formatted(directory));
        }
        return new BaseModelException("%s: no model.safetensors; is the download complete?".formatted(directory));
    }
}
