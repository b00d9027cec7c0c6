package dev.retort.hosts;

import dev.retort.teacher.Teacher;
import java.time.Duration;

/// Finds the host that a teacher is asked at.
@FunctionalInterface
public interface HostOpener {

    /// Opens a teacher's host without asking it anything: reads the key, or the recording.
    ///
    /// @param timeout longest wait for one response
    Opening open(Teacher teacher, Duration timeout);

    /// What came of opening.
    sealed interface Opening {
        /// @param host to be closed by whoever opened it
        record Opened(Host host) implements Opening {}

        /// @param reason one line: what is wrong, and what to do
        record Refused(String reason) implements Opening {}
    }
}
