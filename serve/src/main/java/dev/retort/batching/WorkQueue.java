package dev.retort.batching;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Jobs whose texts wait, bounded by their estimated tokens. Whoever takes gets what is there at once, up to the tokens
/// asked for, from the jobs in turn: one that does not fit whole goes to the back, so that a large request does not hold
/// up small ones.
final class WorkQueue {
    private final int bound;
    private final int room;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Job> jobs = new ArrayDeque<>();
    private long tokens;
    private int texts;
    private boolean closed;

    /// @param bound most tokens that wait, unless one job alone has more
    /// @param room for one text of the model, in tokens
    WorkQueue(int bound, int room) {
        this.bound = bound;
        this.room = room;
    }

    Admission offer(Job job) {
        long more = job.measure(room);
        lock.lock();
        try {
            if (closed) {
                return Admission.CLOSED;
            }
            if (texts > 0 && tokens + more > bound) {
                return Admission.FULL;
            }
            job.submitted(System.nanoTime());
            jobs.addLast(job);
            tokens += more;
            texts += job.texts().size();
            changed.signal();
            return Admission.ACCEPTED;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for work.
    ///
    /// @return what to score next; empty if the queue is closed and nothing is left
    List<Slice> take(int most) throws InterruptedException {
        lock.lock();
        try {
            while (jobs.isEmpty()) {
                if (closed) {
                    return List.of();
                }
                changed.await();
            }
            List<Slice> batch = new ArrayList<>();
            long taken = 0;
            while (taken < most && !jobs.isEmpty()) {
                Job job = jobs.removeFirst();
                Slice slice = slice(job, most - taken, batch.isEmpty());
                if (slice.size() == 0) {
                    jobs.addFirst(job);
                    break;
                }
                long gone = job.tokens(slice.from(), slice.to());
                taken += gone;
                tokens -= gone;
                texts -= slice.size();
                job.takeTo(slice.to());
                batch.add(slice);
                if (slice.to() < job.texts().size()) {
                    jobs.addLast(job);
                    break;
                }
            }
            if (!jobs.isEmpty()) {
                changed.signal();
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /// As many of the job's next texts as fit; one at least into an empty batch.
    private static Slice slice(Job job, long most, boolean empty) {
        int from = job.next();
        int to = empty ? from + 1 : from;
        while (to < job.texts().size() && job.tokens(from, to + 1) <= most) {
            to++;
        }
        return new Slice(job, from, to);
    }

    /// @return how many texts of the job waited and now do not
    int remove(Job job) {
        lock.lock();
        try {
            if (!jobs.remove(job)) {
                return 0;
            }
            int waiting = job.texts().size() - job.next();
            tokens -= job.tokens(job.next(), job.texts().size());
            texts -= waiting;
            changed.signalAll();
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /// Takes nothing more in; what waits is still given out.
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long tokens() {
        lock.lock();
        try {
            return tokens;
        } finally {
            lock.unlock();
        }
    }

    int texts() {
        lock.lock();
        try {
            return texts;
        } finally {
            lock.unlock();
        }
    }
}
