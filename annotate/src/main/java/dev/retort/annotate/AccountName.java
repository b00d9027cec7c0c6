package dev.retort.annotate;

import dev.retort.hosts.BaseUrl;
import dev.retort.teacher.HostSettings;
import dev.retort.teacher.Teacher;
import java.util.Optional;

/// What hosts count limits by. Teachers with the same name share one [Account].
///
/// @param place the base URL, or the recording
record AccountName(String host, String place, Optional<String> keyVariable, String model) {
    /// The place without what may be a secret, as it stands in the store.
    String address() {
        String bare = BaseUrl.withoutQuery(place).replaceFirst("/+$", "");
        return place.startsWith("http") ? bare.replaceFirst("//[^/]*@", "//") : place;
    }

    static AccountName of(Teacher teacher) {
        return switch (teacher.host()) {
            case HostSettings.Http http ->
                new AccountName(http.word(), http.baseUrl().toString(), http.keyVariable(), teacher.model());
            case HostSettings.Replay replay ->
                new AccountName(replay.word(), replay.recording().toString(), Optional.empty(), teacher.model());
        };
    }
}
