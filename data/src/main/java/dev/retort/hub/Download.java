package dev.retort.hub;

import dev.retort.files.DurableFiles;
import dev.retort.hub.HubRequests.FileFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Fetches one file into the cache's blobs. A transfer that broke goes on where it stopped, also in another process; the
/// whole is named only after its size and hash were found right.
final class Download {
    private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,15})-\\d{1,15}/(\\d{1,15}|\\*)");
    /// A try that brought this much counts as progress.
    private static final long PROGRESS = 1 << 20;

    private final HubRequests requests;
    private final HubCache cache;
    private final String commit;
    private final FileFacts facts;
    private final LongConsumer progress;

    /// @param progress told how many bytes of the file are there, from time to time
    Download(HubRequests requests, HubCache cache, String commit, FileFacts facts, LongConsumer progress) {
        this.requests = requests;
        this.cache = cache;
        this.commit = commit;
        this.facts = facts;
        this.progress = progress;
    }

    /// Makes sure that the blob is there, whole and right, whoever fetches it.
    void run() {
        try (FileLocks _ = cache.lock(facts.hash())) {
            if (!isWhole(cache.blob(facts.hash()))) {
                fetch();
            }
        } catch (IOException refused) {
            throw requests.errors().disk(words(refused));
        }
    }

    private boolean isWhole(Path blob) throws IOException {
        return Files.isRegularFile(blob) && Files.size(blob) == facts.size();
    }

    private void fetch() throws IOException {
        Path part = cache.incomplete(facts.hash());
        Files.createDirectories(part.resolveSibling(""));
        if (size(part) > facts.size()) {
            Files.delete(part);
        }
        boolean resumed = size(part) > 0;
        transfer(part);
        if (!isRight(part) && resumed) {
            // What an earlier run left may have been spoilt; from the start it cannot be.
            Files.delete(part);
            transfer(part);
        }
        if (!isRight(part)) {
            Files.delete(part);
            throw requests.errors().broken("'%s' came with another hash than the hub told, %s".formatted(facts.name(),
                    facts.hash()));
        }
        DurableFiles.sync(part);
        Files.move(part, cache.blob(facts.hash()), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private boolean isRight(Path part) throws IOException {
        return BlobHash.of(part, facts.hash()).equals(facts.hash());
    }

    /// Goes on until as many bytes are there as the hub told.
    private void transfer(Path part) throws IOException {
        Retries retries = requests.retries();
        if (facts.size() == 0) {
            Files.write(part, new byte[0]);
        }
        while (size(part) < facts.size()) {
            long before = size(part);
            Optional<IOException> lost = onePass(part, before, retries);
            if (size(part) - before >= PROGRESS) {
                retries.restart();
            }
            lost.ifPresent(retries::after);
        }
    }

    /// @return why the transfer broke, if it did
    private Optional<IOException> onePass(Path part, long from, Retries retries) throws IOException {
        HubWire.Reply reply;
        try {
            reply = requests.content(commit, facts, from);
        } catch (IOException lost) {
            return Optional.of(lost);
        }
        try (reply) {
            if (!HubRequests.isSame(facts, reply.told())) {
                throw requests.errors().broken("'%s' changed while it was fetched".formatted(facts.name()));
            }
            if (reply.status() == 416) {
                Files.delete(part);
                return Optional.of(new IOException("the hub does not send the rest"));
            }
            if (reply.status() / 100 != 2) {
                retries.after(reply.status(), reply.header("Retry-After"));
                return Optional.empty();
            }
            if (reply.status() == 200) {
                requireSize(reply);
            }
            long start = reply.status() == 206 ? start(reply) : 0;
            if (start > from) {
                return Optional.of(new IOException("the hub left bytes out"));
            }
            return receive(part, start, reply);
        }
    }

    /// The first byte of a partial answer.
    private long start(HubWire.Reply reply) {
        Matcher range = RANGE.matcher(reply.header("Content-Range").orElse(""));
        if (!range.matches()) {
            throw requests.errors().broken("'%s' came as a part without its place".formatted(facts.name()));
        }
        if (!range.group(2).equals("*") && Long.parseLong(range.group(2)) != facts.size()) {
            throw wrongSize();
        }
        return Long.parseLong(range.group(1));
    }

    private void requireSize(HubWire.Reply reply) {
        if (reply.header("Content-Length").filter(length -> !length.equals(String.valueOf(facts.size()))).isPresent()) {
            throw wrongSize();
        }
    }

    private HubException wrongSize() {
        return requests.errors().broken("'%s' came with another size than the hub told, %,d bytes".formatted(
                facts.name(), facts.size()));
    }

    private Optional<IOException> receive(Path part, long start, HubWire.Reply reply) throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.truncate(start);
            channel.position(start);
            while (true) {
                ByteBuffer piece;
                try {
                    piece = reply.body().next();
                } catch (IOException lost) {
                    return Optional.of(lost);
                }
                if (piece == null) {
                    return channel.size() < facts.size()
                            ? Optional.of(new IOException("the transfer ended early"))
                            : Optional.empty();
                }
                if (channel.position() + piece.remaining() > facts.size()) {
                    throw wrongSize();
                }
                while (piece.hasRemaining()) {
                    channel.write(piece);
                }
                progress.accept(channel.position());
            }
        }
    }

    private static long size(Path part) throws IOException {
        return Files.exists(part) ? Files.size(part) : 0;
    }

    static String words(IOException refused) {
        return switch (refused) {
            case java.nio.file.AccessDeniedException _ -> "no permission to write there";
            case java.nio.file.FileSystemException file when file.getReason() != null -> file.getReason();
            default -> refused.getMessage() == null ? "the disk refuses" : HubNames.shown(refused.getMessage());
        };
    }
}
