package dev.retort.annotate;

import dev.retort.hosts.BatchHost;
import dev.retort.hosts.BatchReply;
import dev.retort.hosts.BatchStatus;
import dev.retort.hosts.Host;
import dev.retort.hosts.HostReply;
import dev.retort.hosts.Request;
import dev.retort.votes.LabelProbabilities;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// A host whose replies come with how probable their label was, worked out from their tokens: on the thread that waited
/// for them, or that reads them from the results of a batch.
///
/// @param host owned from here
record LabellingHost(Host host, LabelProbabilities probabilities) implements Host {
    @Override
    public HostReply send(Request request) throws InterruptedException {
        return labelled(host.send(request));
    }

    private HostReply labelled(HostReply reply) {
        return switch (reply) {
            case HostReply.Answered(var choices, var usage, var latency, var limits) ->
                new HostReply.Answered(choices.stream()
                        .map(choice -> choice.labelled(probabilities.of(choice.text(), choice.tokens()))).toList(),
                        usage, latency, limits);
            case HostReply.TryAgain again -> again;
            case HostReply.Rejected rejected -> rejected;
            case HostReply.Stopped stopped -> stopped;
        };
    }

    @Override
    public boolean charges() {
        return host.charges();
    }

    @Override
    public int mostChoices() {
        return host.mostChoices();
    }

    @Override
    public Optional<BatchHost> batches() {
        return host.batches().map(Batches::new);
    }

    @Override
    public void close() {
        host.close();
    }

    /// The host's interface for batches, of which only the reading of results differs.
    private final class Batches implements BatchHost {
        private final BatchHost batches;

        private Batches(BatchHost batches) {
            this.batches = batches;
        }

        @Override
        public Optional<Line> read(String line, boolean cutShort) {
            return batches.read(line, cutShort).map(read -> new Line(read.customId(), labelled(read.reply())));
        }

        @Override
        public String write(String customId, Request request) {
            return batches.write(customId, request);
        }

        @Override
        public BatchReply<String> upload(Path file) throws InterruptedException {
            return batches.upload(file);
        }

        @Override
        public BatchReply<BatchStatus> create(String inputFile, String token) throws InterruptedException {
            return batches.create(inputFile, token);
        }

        @Override
        public BatchReply<Optional<BatchStatus>> find(String token, Instant since) throws InterruptedException {
            return batches.find(token, since);
        }

        @Override
        public BatchReply<BatchStatus> look(String id) throws InterruptedException {
            return batches.look(id);
        }

        @Override
        public BatchReply<Long> fetch(String hostFile, Path into) throws InterruptedException {
            return batches.fetch(hostFile, into);
        }
    }
}
