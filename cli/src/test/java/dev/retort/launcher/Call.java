package dev.retort.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// What a finished process left.
record Call(int status, String out, String err) {

    /// Waits for a process whose output fits a pipe.
    static Call of(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Call(process.waitFor(), out, err);
    }
}
