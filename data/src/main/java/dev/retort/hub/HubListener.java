package dev.retort.hub;

/// Hears what happens while files are fetched, on the thread that asked for them. What it throws ends the download; what
/// has come stays and is not fetched again.
@FunctionalInterface
public interface HubListener {
    HubListener NONE = _ -> {};

    void on(HubEvent event);
}
