package dev.retort.hub;

import dev.retort.files.DurableFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The part of the cache that one repository has, laid out as Hugging Face documents it
/// (https://huggingface.co/docs/hub/local-cache), so that Python's tools and we share one:
///
/// ```
/// CACHE/models--ORGANISATION--NAME/
///   blobs/HASH                  content, named by the hub's hash of it
///   refs/main                   the commit that a branch or tag stood for when last asked
///   snapshots/COMMIT/FILE       a relative link to ../../blobs/HASH
///   .retort/COMMIT              ours: the names of all files of the commit, one a line
/// CACHE/.locks/models--ORGANISATION--NAME/HASH.lock
/// ```
///
/// What is not whole yet is `blobs/HASH.retort.incomplete`. It is not Python's `HASH.incomplete`: locks taken from Java
/// and from Python do not see each other, and two writers would spoil one file.
final class HubCache {
    private final Path root;
    private final HubRepository repository;
    private final Path directory;

    HubCache(Path root, HubRepository repository) {
        this.root = root.toAbsolutePath().normalize();
        this.repository = repository;
        this.directory = this.root.resolve(repository.folder());
    }

    Path root() {
        return root;
    }

    Path snapshot(String commit) {
        return inside(directory.resolve("snapshots"), commit);
    }

    /// Where a file of a snapshot is or will be.
    Path file(String commit, String name) {
        return inside(snapshot(commit), name);
    }

    boolean holds(String commit, String name) {
        return Files.isRegularFile(file(commit, name));
    }

    Path blob(String hash) {
        return inside(directory.resolve("blobs"), hash);
    }

    Path incomplete(String hash) {
        return inside(directory.resolve("blobs"), hash + ".retort.incomplete");
    }

    FileLocks lock(String name) throws IOException {
        return FileLocks.take(inside(root.resolve(".locks").resolve(repository.folder()), name + ".lock"));
    }

    /// The commit that a branch or tag stood for.
    Optional<String> ref(String revision) {
        return read(inside(directory.resolve("refs"), revision)).map(String::strip).filter(HubNames::isCommit);
    }

    void writeRef(String revision, String commit) throws IOException {
        write(inside(directory.resolve("refs"), revision), commit);
    }

    /// All files of a commit, if that has been asked before.
    Optional<List<String>> listing(String commit) {
        return read(inside(directory.resolve(".retort"), commit))
                .map(text -> text.lines().filter(HubNames::isInside).toList());
    }

    void writeListing(String commit, List<String> names) throws IOException {
        write(inside(directory.resolve(".retort"), commit), String.join("\n", names) + "\n");
    }

    /// The files of a snapshot that are there.
    List<String> present(String commit) throws IOException {
        Path snapshot = snapshot(commit);
        if (!Files.isDirectory(snapshot)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(snapshot)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> snapshot.relativize(file).toString().replace('\\', '/'))
                    .sorted().toList();
        }
    }

    /// Makes a file of a snapshot out of a whole blob.
    void link(String commit, String name, String hash) throws IOException {
        Path link = file(commit, name);
        Path parent = link.resolveSibling("");
        Files.createDirectories(parent);
        Path blob = blob(hash);
        try {
            Files.deleteIfExists(link); // a link to a blob that somebody removed
            Files.createSymbolicLink(link, parent.relativize(blob));
        } catch (FileAlreadyExistsException _) {
            // Another process was quicker; a commit's file has one content.
        } catch (UnsupportedOperationException | FileSystemException _) {
            Files.copy(blob, link, StandardCopyOption.REPLACE_EXISTING); // where links are not allowed, as Python does
        }
    }

    private void write(Path file, String text) throws IOException {
        if (read(file).filter(text::equals).isPresent()) {
            return;
        }
        try (FileLocks _ = lock("refs")) {
            Files.createDirectories(file.resolveSibling(""));
            DurableFiles.write(file, text);
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    /// @throws HubException if the name leads out of the directory
    private static Path inside(Path directory, String name) {
        Path path = directory.resolve(name).normalize();
        if (!HubNames.isInside(name) || !path.startsWith(directory) || path.equals(directory)) {
            throw new HubException(HubException.Reason.BROKEN,
                    "the name '%s' leads out of the cache; nothing was written".formatted(HubNames.shown(name)));
        }
        return path;
    }
}
