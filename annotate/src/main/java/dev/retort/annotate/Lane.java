package dev.retort.annotate;

import dev.retort.dataset.Example;
import dev.retort.hosts.Host;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// One teacher's way through the texts. Used by one thread.
final class Lane {
    private final String teacher;
    private final long wanted;
    private final Host host;
    private final Account account;
    private final Tariff tariff;
    private final Questions questions;
    private final Iterator<Example> texts;
    private final Deque<Question> ready = new ArrayDeque<>();
    private final Tally tally = new Tally();
    private Optional<String> stopped = Optional.empty();
    private int inFlight;
    private int waiting;
    private int refusedAtFirst;
    private boolean heard;
    private boolean trusted;

    Lane(String teacher, long wanted, Host host, Account account, Tariff tariff, Questions questions,
            Iterator<Example> texts) {
        this.teacher = teacher;
        this.wanted = wanted;
        this.host = host;
        this.account = account;
        this.tariff = tariff;
        this.questions = questions;
        this.texts = texts;
    }

    String teacher() {
        return teacher;
    }

    long wanted() {
        return wanted;
    }

    Host host() {
        return host;
    }

    /// Shared with other teachers of the same account.
    Account account() {
        return account;
    }

    Tariff tariff() {
        return tariff;
    }

    /// Takes the next questions that go in one request.
    Attempt takeNext() {
        var together = new ArrayList<Question>();
        together.add(ready.remove());
        while (together.size() < host.mostChoices() && !ready.isEmpty() && questions.mayShareRequests()
                && ready.getFirst().goesWith(together.getFirst())) {
            together.add(ready.remove());
        }
        return Attempt.first(this, together);
    }

    /// Tokens of the next fresh request, by a rule of thumb; it may go with others of its text.
    double nextTokens() {
        return Attempt.first(this, List.of(ready.getFirst())).tokens();
    }

    /// Tokens of one reply, by a rule of thumb.
    int replyTokens() {
        return questions.replyTokens();
    }

    Tally tally() {
        return tally;
    }

    Deque<Question> ready() {
        return ready;
    }

    boolean needsTexts() {
        return stopped.isEmpty() && ready.isEmpty() && texts.hasNext();
    }

    /// The questions about the next texts.
    List<Question> read(int most) {
        var read = new ArrayList<Question>();
        for (int i = 0; i < most && texts.hasNext(); i++) {
            read.addAll(questions.about(texts.next()));
        }
        return read;
    }

    boolean hasFresh() {
        return stopped.isEmpty() && (!ready.isEmpty() || texts.hasNext());
    }

    int inFlight() {
        return inFlight;
    }

    int waiting() {
        return waiting;
    }

    void left(int attempt) {
        inFlight++;
        tally.sent(attempt);
    }

    void cameBack() {
        inFlight--;
    }

    void waits(int more) {
        waiting += more;
    }

    boolean isStopped() {
        return stopped.isPresent();
    }

    void stop(String reason) {
        stopped = Optional.of(reason);
        ready.clear();
    }

    /// Notes that the host said something, whatever it was.
    void hear() {
        heard = true;
    }

    boolean heard() {
        return heard;
    }

    /// Notes that an answer arrived, whether or not it is durable yet.
    void trust() {
        trusted = true;
    }

    /// Whether this teacher has ever answered.
    boolean trusted() {
        return trusted || tally.reusedSoFar() > 0;
    }

    /// Notes a refusal before any answer.
    ///
    /// @return how many there were
    int refuse() {
        refusedAtFirst++;
        return refusedAtFirst;
    }

    TeacherSummary summary() {
        return tally.summary(teacher, wanted, stopped);
    }
}
