package dev.retort.benchmarks.host;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the host has received and done, exactly. Used by one thread.
///
/// `GET /stats` is everything in sum and by second since the first request; `GET /requests` has one entry for each
/// request that ever came: how often it came, how often it was charged, and the arrival and tokens of the last one.
final class Reckoning {
    /// @param number among all arrivals, from 1
    /// @param before how often the same request came before
    record Arrival(long number, long before) {}

    /// @param arrival its number among all arrivals, from 1
    record Charge(long arrival, long prompt, long completion) {}

    private static final class Entry {
        private long arrivals;
        private long charged;
        private long last;
        private Charge lastWhole = new Charge(0, 0, 0);
    }

    private static final class Second {
        private long received;
        private long answered;
        private long refused;
        private long tokens;
    }

    private final Map<Long, Entry> requests = new HashMap<>();
    private final Map<Deed, Long> deeds = new EnumMap<>(Deed.class);
    private final List<Second> seconds = new ArrayList<>();
    private long firstAt;
    private long arrivals;
    private long sentWhole;
    private long sentWholePrompt;
    private long sentWholeCompletion;
    private long charged;
    private long connections;
    private int open;
    private int mostOpen;

    Arrival arrived(Asked asked, long now) {
        if (arrivals == 0) {
            firstAt = now;
        }
        arrivals++;
        Entry entry = requests.computeIfAbsent(asked.name(), _ -> new Entry());
        entry.last = arrivals;
        second(now).received++;
        return new Arrival(arrivals, entry.arrivals++);
    }

    /// The host made up its mind; of what it admits, the tokens count from now on.
    void decided(Deed deed, Asked asked, long tokens, long now) {
        deeds.merge(deed, 1L, Long::sum);
        Second second = second(now);
        if (deed == Deed.OVER_LIMIT || deed == Deed.LIMITED || deed == Deed.LIMITED_WITH_PAUSE) {
            second.refused++;
        } else {
            second.answered++;
            second.tokens += tokens;
        }
        if (deed.charged()) {
            charged++;
            entry(asked).charged++;
        }
    }

    /// The last byte of a whole answer was handed to the operating system.
    void sentWhole(Asked asked, Charge charge) {
        sentWhole++;
        sentWholePrompt += charge.prompt();
        sentWholeCompletion += charge.completion();
        entry(asked).lastWhole = charge;
    }

    void opened() {
        connections++;
        open++;
        mostOpen = Math.max(mostOpen, open);
    }

    void closed() {
        open--;
    }

    private Entry entry(Asked asked) {
        return requests.computeIfAbsent(asked.name(), _ -> new Entry());
    }

    private Second second(long now) {
        int index = (int) ((now - firstAt) / 1_000_000_000L);
        while (seconds.size() <= index) {
            seconds.add(new Second());
        }
        return seconds.get(index);
    }

    byte[] stats(long now, double cpuSeconds) {
        ObjectNode json = JsonMapper.shared().createObjectNode().put("received", arrivals)
                .put("distinct", requests.size()).put("charged", charged).put("sentWhole", sentWhole)
                .put("sentWholePromptTokens", sentWholePrompt).put("sentWholeCompletionTokens", sentWholeCompletion)
                .put("connections", connections).put("mostConnectionsAtOnce", mostOpen).put("cpuSeconds", cpuSeconds)
                .put("secondsSinceFirst", arrivals == 0 ? 0 : (now - firstAt) / 1e9);
        ObjectNode done = json.putObject("deeds");
        deeds.forEach((deed, count) -> done.put(deed.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                count));
        ArrayNode series = json.putArray("seconds");
        seconds.forEach(second -> series.addArray().add(second.received).add(second.answered).add(second.refused)
                .add(second.tokens));
        return JsonMapper.shared().writeValueAsBytes(json);
    }

    byte[] requests() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        requests.forEach((name, entry) -> json.putArray(Asked.hex(name)).add(entry.arrivals).add(entry.charged)
                .add(entry.last).add(entry.lastWhole.arrival()).add(entry.lastWhole.prompt())
                .add(entry.lastWhole.completion()));
        return JsonMapper.shared().writeValueAsBytes(json);
    }
}
