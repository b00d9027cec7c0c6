package dev.retort.workspace;

import dev.retort.hub.Hub;
import dev.retort.hub.HubException;
import dev.retort.hub.HubListener;
import dev.retort.hub.HubSettings;
import dev.retort.hub.HubSource;
import dev.retort.hub.HubTable;
import dev.retort.hub.HubTables;
import java.util.Optional;
import java.util.function.Function;

/// Where data sets of the hub come from. Asked only for a workspace that names one.
@FunctionalInterface
public interface HubData {
    /// Nothing is fetched: a workspace that names a data set of the hub is refused.
    HubData NONE = source -> {
        throw new HubException(HubException.Reason.OFFLINE,
                "data set '%s': data sets of the hub are not fetched here".formatted(source.repository()));
    };

    /// @throws HubException if it cannot be had
    HubTable find(HubSource source);

    /// The hub that the environment names, see [HubSettings#of].
    ///
    /// @param environment the value of a variable, if it is set
    static HubData of(Function<String, Optional<String>> environment, HubListener listener) {
        return source -> {
            try (var hub = new Hub(HubSettings.of(environment), listener)) {
                return new HubTables(hub).find(source);
            }
        };
    }
}
