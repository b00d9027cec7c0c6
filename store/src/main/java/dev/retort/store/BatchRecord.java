package dev.retort.store;

import java.time.Instant;
import java.util.Optional;

/// Requests that went to a host in one file, or are about to.
///
/// @param token our name for it, which stands in the host's metadata too
/// @param teacher the workspace's name of the teacher that asked
/// @param place the host's address, by which a later run knows that it can take the batch up
/// @param requests how many; 0 while they are being written
/// @param inputFile the host's name for the uploaded file
/// @param hostId the host's name for the batch
public record BatchRecord(String token, String teacher, String place, State state, long requests,
        Optional<String> inputFile, Optional<String> hostId, Instant preparedAt, Optional<Instant> submittedAt) {

    /// How far it may have got.
    public enum State {
        /// Its file may be at the host, no batch is.
        PREPARED,
        /// The batch may have been created; its id is not known.
        UPLOADED,
        /// The host works on it, or has done so; not everything of it is in the journal.
        SUBMITTED,
        /// What the host had for it is in the journal.
        FINISHED,
        /// Given up: what the host did of it is not known.
        LOST
    }

    /// A new batch.
    public static BatchRecord prepared(String token, String teacher, String place, Instant at) {
        return new BatchRecord(token, teacher, place, State.PREPARED, 0, Optional.empty(), Optional.empty(), at,
                Optional.empty());
    }
}
