package dev.retort.annotate;

import dev.retort.hosts.Request;
import java.util.List;
import java.util.Optional;

/// One send of the questions about one text that go in one request.
///
/// @param questions of one request, differing in the vote alone
/// @param number from 1
/// @param putOff earlier sends that the host only put off, for its limits or because it was busy
/// @param firstLeft when the first of these sends left, in nanoseconds
/// @param departure as the account counts it
/// @param reserved of the budget, if there is one
record Attempt(Lane lane, List<Question> questions, int number, int putOff, long firstLeft,
        Account.Departure departure, Optional<Purse.Reservation> reserved) {
    /// Letters of a token, roughly; the account learns how far that is off.
    private static final double LETTERS = 4;

    Attempt {
        questions = List.copyOf(questions);
    }

    static Attempt first(Lane lane, List<Question> questions) {
        return new Attempt(lane, questions, 1, 0, 0, Account.Departure.NONE, Optional.empty());
    }

    /// The send of an earlier request again, as it was numbered then.
    static Attempt numbered(Lane lane, List<Question> questions, int number) {
        return new Attempt(lane, questions, number, 0, 0, Account.Departure.NONE, Optional.empty());
    }

    /// The first question; the others differ in the vote.
    Question question() {
        return questions.getFirst();
    }

    Attempt leaving(Account.Departure now, Optional<Purse.Reservation> itsReserve) {
        return new Attempt(lane, questions, number, putOff, number == 1 ? now.at() : firstLeft, now,
                itsReserve);
    }

    /// @param wasPutOff whether this send counts as no real attempt
    Attempt next(boolean wasPutOff) {
        return new Attempt(lane, questions, number + 1, putOff + (wasPutOff ? 1 : 0), firstLeft, departure,
                Optional.empty());
    }

    /// The same for those questions that the response left out.
    Attempt next(List<Question> unanswered) {
        return new Attempt(lane, unanswered, number + 1, putOff + 1, firstLeft, departure, Optional.empty());
    }

    /// Sends that count, this one included.
    int real() {
        return number - putOff;
    }

    /// Tokens it will take, by a rule of thumb.
    double tokens() {
        return question().prompt().letters() / LETTERS + questions.size() * lane.replyTokens();
    }

    Request request() {
        return question().request(questions.stream().map(each -> each.key().vote()).toList());
    }
}
