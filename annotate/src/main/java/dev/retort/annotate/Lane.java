package dev.retort.annotate;

import dev.retort.dataset.Example;
import dev.retort.hosts.Host;
import dev.retort.teacher.Answer;
import dev.retort.teacher.AnswerKey;
import dev.retort.votes.VoteReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// One teacher's way through the texts. Used by one thread.
final class Lane {
    private final String teacher;
    private final String address;
    private long wanted;
    private final Host host;
    private final Account account;
    private final Tariff tariff;
    private final Questions questions;
    private final Collection<Example> examples;
    private final Iterator<Example> texts;
    private final Deque<Example> arrived = new ArrayDeque<>();
    private final boolean batched;
    /// The texts by their ids, once one is looked for.
    private Map<String, Example> byId = Map.of();
    private final Deque<Question> ready = new ArrayDeque<>();
    /// How votes are read, where they decide whether others are asked.
    private final Optional<VoteReader> reader;
    private final Map<String, Poll> polls = new LinkedHashMap<>();
    private final Deque<Question> reopened = new ArrayDeque<>();
    /// Texts that somebody waits for.
    private final Map<String, Returns> returns = new HashMap<>();
    private final Consumer<TextAnswers> awaited;
    private final Tally tally = new Tally();
    private Optional<String> stopped = Optional.empty();
    private int inFlight;
    private int waiting;
    private int refusedAtFirst;
    private boolean heard;
    private boolean trusted;

    /// @param address of the host, as the store may keep it
    /// @param awaited hears what came of each text that arrived
    Lane(String teacher, String address, long wanted, Host host, Account account, Tariff tariff, Questions questions,
            Collection<Example> examples, Optional<VoteReader> reader, boolean batched,
            Consumer<TextAnswers> awaited) {
        this.teacher = teacher;
        this.address = address;
        this.wanted = wanted;
        this.host = host;
        this.account = account;
        this.tariff = tariff;
        this.questions = questions;
        this.examples = examples;
        this.texts = examples.iterator();
        this.batched = batched;
        this.reader = reader;
        this.awaited = awaited;
    }

    String teacher() {
        return teacher;
    }

    String address() {
        return address;
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

    /// Whether its requests go in batches.
    boolean isBatched() {
        return batched;
    }

    /// The question with this key again; empty if the text is not asked about in this way.
    Optional<Question> question(String exampleId, AnswerKey key) {
        if (byId.isEmpty()) {
            byId = new HashMap<>();
            examples.forEach(example -> byId.put(example.id(), example));
        }
        return Optional.ofNullable(byId.get(exampleId)).flatMap(example -> questions.about(example).stream()
                .filter(question -> question.key().equals(key)).findFirst());
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

    /// Takes in another text. What comes of it will be told.
    void arrive(Example example) {
        if (stopped.isEmpty()) {
            wanted += questions.votes();
            arrived.add(example);
        }
    }

    boolean needsTexts() {
        return stopped.isEmpty() && ready.isEmpty() && hasMore();
    }

    private boolean hasMore() {
        return texts.hasNext() || !arrived.isEmpty() || !reopened.isEmpty();
    }

    /// Further votes on texts before, then the questions about the next texts.
    List<Question> read(int most) {
        var read = new ArrayList<Question>(reopened);
        reopened.clear();
        for (int i = 0; i < most && texts.hasNext(); i++) {
            read.addAll(votes(texts.next()));
        }
        for (int i = 0; i < most && !arrived.isEmpty(); i++) {
            Example text = arrived.remove();
            returns.put(text.id(), new Returns(questions.votes()));
            read.addAll(votes(text));
        }
        return read;
    }

    private List<Question> votes(Example text) {
        List<Question> votes = questions.about(text);
        if (reader.isPresent()) {
            polls.put(text.id(), new Poll(votes));
        }
        return votes;
    }

    /// Whether what votes say decides which others are asked.
    boolean countsVotes() {
        return reader.isPresent();
    }

    /// Whether the vote may turn out not to matter.
    boolean holdsBack(Question question) {
        Poll poll = polls.get(question.exampleId());
        return poll != null && poll.holdsBack(question);
    }

    /// A vote has its answer, or will have none.
    void settle(Question question, Optional<Answer> answer) {
        Poll poll = polls.get(question.exampleId());
        if (poll != null) {
            answer.flatMap(known -> reader.map(each -> each.read(question.exampleId(), question.key().vote(), known)))
                    .ifPresentOrElse(vote -> poll.count(question, vote), () -> poll.settle(question));
        }
        Returns awaitedVotes = returns.get(question.exampleId());
        if (awaitedVotes != null) {
            awaitedVotes.settle(question.key().vote(), answer);
            tellIfWhole(question.exampleId(), awaitedVotes);
        }
    }

    private void tellIfWhole(String text, Returns votes) {
        if (votes.isWhole()) {
            returns.remove(text);
            awaited.accept(new TextAnswers(text, votes.answers()));
        }
    }

    /// Asks on about a text whose votes so far do not decide it.
    void goOn(Question question) {
        reopened.addAll(open(question.exampleId()));
    }

    /// The votes to ask first about texts just read.
    List<Question> openAll() {
        return List.copyOf(polls.keySet()).stream().flatMap(text -> open(text).stream()).toList();
    }

    private List<Question> open(String text) {
        Poll poll = polls.get(text);
        if (poll == null || poll.isOpen()) {
            return List.of();
        }
        List<Question> next = poll.next();
        if (next.isEmpty()) {
            tally.spared(poll.spared());
            polls.remove(text);
            Returns votes = returns.get(text);
            if (votes != null) {
                votes.spare(poll.spared());
                tellIfWhole(text, votes);
            }
        }
        return next;
    }

    boolean hasFresh() {
        return stopped.isEmpty() && (!ready.isEmpty() || hasMore());
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
        reopened.clear();
        arrived.clear();
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
