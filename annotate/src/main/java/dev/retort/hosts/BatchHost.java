package dev.retort.hosts;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// A host's interface for files of requests. Each call is one exchange (listing may take several); none is repeated,
/// none throws for what a host or a network does. Safe for many threads.
public interface BatchHost {

    /// What became of one line.
    ///
    /// @param customId its name
    record Line(String customId, HostReply reply) {}

    /// One line of an input file, without its end.
    ///
    /// @param customId its name in the results
    String write(String customId, Request request);

    /// @return the host's name for the file
    BatchReply<String> upload(Path file) throws InterruptedException;

    /// Has an uploaded file worked on.
    ///
    /// @param token stands in the batch's metadata, so that [#find] finds it
    BatchReply<BatchStatus> create(String inputFile, String token) throws InterruptedException;

    /// Looks for a batch that may have been created without our hearing of it.
    ///
    /// @param since no older batches are looked at
    /// @return empty if the host has none
    BatchReply<Optional<BatchStatus>> find(String token, Instant since) throws InterruptedException;

    BatchReply<BatchStatus> look(String id) throws InterruptedException;

    /// Copies a file of the host's, with our key taken out where the host quoted it.
    ///
    /// @return bytes written
    BatchReply<Long> fetch(String hostFile, Path into) throws InterruptedException;

    /// Reads a line of an output or error file; empty if it is not one.
    ///
    /// @param cutShort whether the batch ended before its end, so that a line without a response was not worked on
    Optional<Line> read(String line, boolean cutShort);
}
