package dev.retort.pipeline;

import dev.retort.annotate.AnnotateEvent;
import dev.retort.bill.ModelPrice;
import dev.retort.teacher.Ask;
import dev.retort.teacher.HostSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Adds up what answers cost while they come in, and tells it before each report of progress. Says nothing where no
/// price is known.
final class Spending {
    private final Map<String, ModelPrice> prices = new HashMap<>();
    private final RunListener listener;
    private double dollars;

    Spending(Costs costs, List<Ask> asks, RunListener listener) {
        this.listener = listener;
        asks.stream().filter(ask -> !(ask.teacher().host() instanceof HostSettings.Replay))
                .forEach(ask -> costs.price(ask).ifPresent(price -> prices.put(ask.teacher().name(), price)));
    }

    void hear(AnnotateEvent event) {
        switch (event) {
            case AnnotateEvent.Answered(var question, var answer) -> {
                ModelPrice price = prices.get(question.teacher().name());
                if (price != null) {
                    dollars += answer.usage().map(price::dollars).orElse(0.0);
                }
            }
            case AnnotateEvent.Progressed _ when !prices.isEmpty() -> listener.on(new RunEvent.Spent(dollars));
            case AnnotateEvent.Progressed _,AnnotateEvent.Retrying _,AnnotateEvent.Unanswered _,AnnotateEvent.TeacherStopped _,AnnotateEvent.Overran _ ->
                {
                }
        }
    }
}
