package dev.retort.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// What one command line printed, run in this process.
///
/// @param rows what was written to standard output as rows
record Session(int status, String out, String err, String rows) {

    static Session of(String... arguments) {
        return with(Map.of(), "", arguments);
    }

    static Session with(Map<String, String> environment, String input, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var rows = new ByteArrayOutputStream();
        var invocation = new Invocation(environment,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), rows, false);
        int status = Main.run(arguments, new PrintWriter(out), new PrintWriter(err), invocation);
        return new Session(status, out.toString(), err.toString(), rows.toString(StandardCharsets.UTF_8));
    }
}
