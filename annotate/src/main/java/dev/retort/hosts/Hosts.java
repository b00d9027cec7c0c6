package dev.retort.hosts;

import dev.retort.teacher.HostSettings;
import dev.retort.teacher.Teacher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Opens teachers' hosts. All that speak HTTP share one [Wire], all that replay one file share its [Recording]; both
/// close with this.
public final class Hosts implements HostOpener, AutoCloseable {
    private final Environment environment;
    private final InstantSource clock;
    private final Wire wire;
    private final Map<Path, Recording> recordings = new HashMap<>();

    public Hosts(Environment environment, InstantSource clock) {
        this(environment, clock, new Wire());
    }

    /// @param wire owned from here
    public Hosts(Environment environment, InstantSource clock, Wire wire) {
        this.environment = environment;
        this.clock = clock;
        this.wire = wire;
    }

    /// The variable or file that a teacher's key would be taken from, if there is one.
    ///
    /// @param variable as the teacher names it
    public static Optional<String> keyPlace(Environment environment, String variable) {
        try {
            return Optional.of(ApiKey.read(environment, variable).place());
        } catch (ApiKey.MissingKeyException missing) {
            return Optional.empty();
        }
    }

    @Override
    public Opening open(Teacher teacher, Duration timeout) {
        try {
            return new Opening.Opened(switch (teacher.host()) {
                case HostSettings.Http http -> http(http, teacher, timeout);
                case HostSettings.Replay replay -> ReplayHost.of(recording(replay.recording()), teacher);
            });
        } catch (ApiKey.MissingKeyException | IllegalArgumentException refused) {
            return new Opening.Refused(String.valueOf(refused.getMessage()));
        } catch (IOException unreadable) {
            return new Opening.Refused(String.valueOf(unreadable.getMessage()));
        }
    }

    private Host http(HostSettings.Http http, Teacher teacher, Duration timeout) throws ApiKey.MissingKeyException {
        BaseUrl.require(http.baseUrl());
        Optional<ApiKey> key = Optional.empty();
        if (http.keyVariable().isPresent()) {
            key = Optional.of(ApiKey.read(environment, http.keyVariable().get()));
        }
        return new HttpHost(http, teacher, key, wire, timeout, clock);
    }

    private Recording recording(Path file) throws IOException {
        synchronized (recordings) {
            Recording open = recordings.get(file);
            if (open == null) {
                open = Recording.open(file);
                recordings.put(file, open);
            }
            return open;
        }
    }

    @Override
    public void close() {
        wire.close();
        synchronized (recordings) {
            recordings.values().forEach(Recording::close);
            recordings.clear();
        }
    }
}
