package dev.retort.pipeline;

import dev.retort.dataset.Example;
import dev.retort.hosts.IntendedRequest;
import dev.retort.prompt.PromptBuilder;
import dev.retort.task.Task;
import dev.retort.teacher.AnswerKey;
import dev.retort.teacher.Ask;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What one teacher is meant to be asked about every text: the hash of the request by example id.
record Questions(Ask ask, SequencedMap<String, String> requests) {
    Questions {
        requests = Collections.unmodifiableSequencedMap(requests);
    }

    static Questions of(Task task, Ask ask, List<Example> examples) {
        var prompts = PromptBuilder.of(task, ask.teacher());
        var requests = new LinkedHashMap<String, String>(examples.size() * 2);
        for (Example example : examples) {
            requests.put(example.id(),
                    IntendedRequest.of(ask.teacher(), prompts.build(example), example.id()).hash());
        }
        return new Questions(ask, requests);
    }

    /// The keys of all votes on one example, in vote order.
    List<AnswerKey> keys(String exampleId) {
        var keys = new ArrayList<AnswerKey>(ask.votes());
        for (int vote = 1; vote <= ask.votes(); vote++) {
            keys.add(new AnswerKey(requests.get(exampleId), vote));
        }
        return keys;
    }

    /// The keys of all votes on all examples.
    List<AnswerKey> keys() {
        return requests.keySet().stream().flatMap(id -> keys(id).stream()).toList();
    }
}
