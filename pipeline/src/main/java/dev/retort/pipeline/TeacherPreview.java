package dev.retort.pipeline;

import dev.retort.teacher.Ask;
import dev.retort.teacher.HostSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What asking one teacher would take.
///
/// @param firstPrompt every character of the first prompt as it will be sent
/// @param remarks what must be known to judge the figures, and what is missing
public record TeacherPreview(String name, String firstPrompt, CostForecast forecast, List<String> remarks) {
    public TeacherPreview {
        remarks = List.copyOf(remarks);
    }

    /// @param obstacle why the teacher cannot be held to the budget
    static TeacherPreview of(Ask ask, String firstPrompt, CostForecast forecast, Optional<String> obstacle,
            Predicate<String> isSet) {
        var remarks = new ArrayList<String>();
        remarks.add(forecast.basis());
        switch (ask.teacher().host()) {
            case HostSettings.Replay(var recording) ->
                remarks.add("replayed from %s: nothing is sent".formatted(recording.getFileName()));
            case HostSettings.Http http -> {
                remarks.add(forecast.price().map(price -> "price of %s: %s".formatted(forecast.model(),
                        price.inWords())).orElseGet(
                                () -> "no price of '%s' is known; name one under report.prices, or a model with a price as priced-as"
                                        .formatted(forecast.model())));
                http.keyVariable().map(variable -> isSet.test(variable)
                        ? "key from " + variable
                        : "the variable %s is not set; a run will stop without it".formatted(variable))
                        .ifPresent(remarks::add);
            }
        }
        obstacle.ifPresent(why -> remarks.add("a run will stop: " + why));
        return new TeacherPreview(ask.teacher().name(), firstPrompt, forecast, remarks);
    }
}
