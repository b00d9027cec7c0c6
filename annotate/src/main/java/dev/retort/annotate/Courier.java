package dev.retort.annotate;

import dev.retort.hosts.HostReply;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Carries requests to hosts, each on a virtual thread of its own, which does nothing but wait for the host.
final class Courier implements AutoCloseable {
    private final Consumer<News> news;
    private final Set<Thread> underWay = ConcurrentHashMap.newKeySet();

    Courier(Consumer<News> news) {
        this.news = news;
    }

    /// One exchange with a host.
    interface Errand {
        /// @return what came of it
        News run() throws InterruptedException;
    }

    void carry(Attempt attempt) {
        carry(() -> {
            HostReply reply = attempt.lane().host().send(attempt.request());
            return new News.Replied(attempt, reply);
        }, new News.BrokenOff(attempt));
    }

    /// @param brokenOff what to tell if the run ends before
    void carry(Errand errand, News brokenOff) {
        Thread thread = Thread.ofVirtual().name("ask").unstarted(() -> {
            News end;
            try {
                end = errand.run();
            } catch (InterruptedException stopped) {
                end = brokenOff;
            } catch (RuntimeException | Error bug) {
                end = new News.Failed(bug);
            }
            underWay.remove(Thread.currentThread());
            news.accept(end);
        });
        underWay.add(thread);
        thread.start();
    }

    /// Breaks off what is still under way.
    @Override
    public void close() {
        underWay.forEach(Thread::interrupt);
    }
}
