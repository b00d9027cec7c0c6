package dev.retort.hub;

import dev.retort.credentials.HubToken;
import dev.retort.testing.LoopbackHub;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A loopback hub with one model, a client of it, and time that passes only when told.
final class HubFixture implements AutoCloseable {
    static final String TOKEN = "hf_canary0123456789";
    static final String CONFIG = "{\"model_type\": \"bert\"}\n";
    static final byte[] WEIGHTS = weights(3_000_000, 7);
    static final HubReference MODEL = HubReference.of(HubRepository.Kind.MODEL, "acme/tiny").orElseThrow();

    final LoopbackHub loopback;
    final Path cache;
    final String commit;
    final List<HubEvent> events = Collections.synchronizedList(new ArrayList<>());
    final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    long free = Long.MAX_VALUE;
    Duration silence = Duration.ofSeconds(20);

    HubFixture(Path cache) throws IOException {
        this.cache = cache;
        this.loopback = LoopbackHub.start();
        this.commit = loopback.put("models/acme/tiny", "main", files(WEIGHTS));
    }

    static Map<String, byte[]> files(byte[] weights) {
        return Map.of("config.json", bytes(CONFIG), "model.safetensors", weights, "empty.txt", new byte[0],
                "onnx/notes é.txt", bytes("deeper"));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Bytes that repeat only after 251 x 256 of them, so that a part out of place is another content.
    static byte[] weights(int size, int seed) {
        byte[] bytes = new byte[size];
        for (int at = 0; at < size; at++) {
            bytes[at] = (byte) (at % 251 + at / 251 + seed);
        }
        return bytes;
    }

    HubSettings settings(Optional<String> token, boolean offline) {
        return new HubSettings(loopback.endpoint(), cache,
                token.map(secret -> new HubToken.Found("HF_TOKEN", secret)), offline);
    }

    Hub hub() {
        return hub(settings(Optional.of(TOKEN), false));
    }

    Hub anonymous() {
        return hub(settings(Optional.empty(), false));
    }

    Hub offline() {
        return hub(settings(Optional.of(TOKEN), true));
    }

    /// A client whose hub is not there.
    Hub unplugged() {
        return hub(new HubSettings(URI.create("http://127.0.0.1:1"), cache, Optional.empty(), false));
    }

    Hub hub(HubSettings settings) {
        return new Hub(settings, events::add, machine(), silence);
    }

    HubMachine machine() {
        return new HubMachine() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void pause(Duration duration) {
                pauses.add(duration);
            }

            @Override
            public long freeBytes(Path directory) {
                return free;
            }
        };
    }

    /// Fetches as a new process would.
    Path fetch(String... names) {
        try (Hub hub = hub()) {
            return hub.open(MODEL).fetch(List.of(names));
        }
    }

    Path repository() {
        return cache.resolve("models--acme--tiny");
    }

    @Override
    public void close() {
        loopback.close();
    }
}
