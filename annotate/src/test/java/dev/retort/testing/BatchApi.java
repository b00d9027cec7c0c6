package dev.retort.testing;

import dev.retort.testing.LoopbackHost.Ending;
import dev.retort.testing.LoopbackHost.Reply;
import dev.retort.testing.LoopbackHost.Seen;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's Batch API for a [LoopbackHost]. Lines are answered in reverse order; what goes wrong is up to the test.
public final class BatchApi implements Function<Seen, Reply> {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// One batch.
    ///
    /// @param number from 0
    /// @param lines of its input file
    public record Created(int number, String id, String token, List<JsonNode> lines, long at) {}

    /// How a batch ends.
    ///
    /// @param status the host's word
    /// @param answered lines that are worked on
    public record End(String status, int answered) {
        public static final End COMPLETED = new End("completed", Integer.MAX_VALUE);
    }

    private final Function<JsonNode, Reply> model;
    private final Map<String, List<JsonNode>> files = new ConcurrentHashMap<>();
    private final Map<String, String> results = new ConcurrentHashMap<>();
    private final List<Created> created = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, ObjectNode> batches = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, Integer> looks = new ConcurrentHashMap<>();
    private volatile int looksBefore = 1;
    private volatile Function<Created, End> ending = _ -> End.COMPLETED;
    private volatile Function<Seen, Optional<Reply>> fault = _ -> Optional.empty();
    private volatile Function<Created, Boolean> isDone = _ -> true;

    /// @param model answers the body of a line
    public BatchApi(Function<JsonNode, Reply> model) {
        this.model = model;
    }

    /// A model that says the same to everything.
    public static BatchApi answering(String text) {
        return new BatchApi(body -> reply(body, text));
    }

    /// A whole answer to the body of a line, with 100 tokens in and 10 out.
    public static Reply reply(JsonNode body, String text) {
        ObjectNode answer = JSON.createObjectNode().put("object", "chat.completion")
                .put("model", body.path("model").asString(""));
        answer.putArray("choices").addObject().put("index", 0).put("finish_reason", "stop").putObject("message")
                .put("role", "assistant").put("content", text);
        answer.putObject("usage").put("prompt_tokens", 100).put("completion_tokens", 10);
        return Reply.of(200, answer.toString());
    }

    /// How often a batch is looked at before it has ended.
    public BatchApi looksBefore(int count) {
        looksBefore = count;
        return this;
    }

    public BatchApi ending(Function<Created, End> how) {
        ending = how;
        return this;
    }

    /// A batch does not end before this holds.
    public BatchApi doneOnce(Function<Created, Boolean> holds) {
        isDone = holds;
        return this;
    }

    /// What is answered instead; nothing is done then.
    public BatchApi fault(Function<Seen, Optional<Reply>> instead) {
        fault = instead;
        return this;
    }

    public List<Created> created() {
        return List.copyOf(created);
    }

    /// Lines of all batches.
    public int lines() {
        return created().stream().mapToInt(batch -> batch.lines().size()).sum();
    }

    @Override
    public synchronized Reply apply(Seen seen) {
        Optional<Reply> instead = fault.apply(seen);
        if (instead.isPresent() && instead.get().ending() != Ending.RESET) {
            return instead.get();
        }
        Reply reply = done(seen);
        return instead.isPresent() ? reply.ending(Ending.RESET) : reply;
    }

    private Reply done(Seen seen) {
        String path = seen.path().replaceFirst("^/v1", "").replaceFirst("\\?.*", "");
        if (path.equals("/files")) {
            return upload(seen);
        }
        if (path.equals("/batches")) {
            return seen.body().isEmpty() ? list() : create(seen.json());
        }
        if (path.startsWith("/batches/")) {
            return look(path.substring("/batches/".length()));
        }
        if (path.endsWith("/content")) {
            String content = results.get(path.substring("/files/".length(), path.length() - "/content".length()));
            return content == null ? LoopbackHost.error(404, "not_found", "no such file") : Reply.of(200, content);
        }
        return LoopbackHost.error(404, "not_found", "no such address");
    }

    private Reply upload(Seen seen) {
        String type = seen.headers().getOrDefault("content-type", "");
        String boundary = "--" + type.substring(type.indexOf("boundary=") + "boundary=".length());
        String purpose = "";
        List<JsonNode> lines = new ArrayList<>();
        for (String part : seen.body().split(java.util.regex.Pattern.quote(boundary), -1)) {
            int body = part.indexOf("\r\n\r\n");
            if (part.contains("name=\"purpose\"")) {
                purpose = part.substring(body + 4).strip();
            } else if (part.contains("name=\"file\"; filename=")) {
                part.substring(body + 4).strip().lines().forEach(line -> lines.add(JSON.readTree(line)));
            }
        }
        if (!purpose.equals("batch") || lines.isEmpty()) {
            return LoopbackHost.error(400, "invalid_request", "no purpose or no lines");
        }
        String id = "file-" + (files.size() + 1);
        files.put(id, lines);
        return Reply.of(200, JSON.createObjectNode().put("id", id).put("purpose", purpose).toString());
    }

    private Reply create(JsonNode json) {
        List<JsonNode> lines = files.get(json.path("input_file_id").asString(""));
        if (lines == null || !json.path("endpoint").asString("").equals("/v1/chat/completions")
                || !json.path("completion_window").asString("").equals("24h")) {
            return LoopbackHost.error(400, "invalid_request", "not a batch: " + json);
        }
        String id = "batch_" + (created.size() + 1);
        var batch = new Created(created.size(), id, json.path("metadata").path("retort").asString(""), lines,
                System.currentTimeMillis() / 1000);
        created.add(batch);
        ObjectNode state = JSON.createObjectNode().put("id", id).put("object", "batch").put("status", "validating")
                .put("created_at", batch.at());
        state.set("metadata", json.path("metadata"));
        state.putObject("request_counts").put("completed", 0).put("failed", 0).put("total", 0);
        batches.put(id, state);
        return Reply.of(200, state.toString());
    }

    /// Newest first.
    private Reply list() {
        ObjectNode page = JSON.createObjectNode().put("object", "list").put("has_more", false);
        var data = page.putArray("data");
        List.copyOf(batches.values()).reversed().forEach(data::add);
        return Reply.of(200, page.toString());
    }

    private Reply look(String id) {
        ObjectNode state = batches.get(id);
        if (state == null) {
            return LoopbackHost.error(404, "not_found", "No batch found with id '" + id + "'.");
        }
        Created batch = created.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
        if (looks.merge(id, 1, Integer::sum) <= looksBefore || !isDone.apply(batch)) {
            state.put("status", "in_progress");
            state.withObject("request_counts").put("total", batch.lines().size());
        } else {
            end(state, batch, ending.apply(batch));
        }
        return Reply.of(200, state.toString());
    }

    private void end(ObjectNode state, Created batch, End end) {
        state.put("status", end.status());
        if (end.status().equals("failed")) {
            state.putObject("errors").putArray("data").addObject().put("code", "invalid_json_line")
                    .put("message", "This line is not parseable as valid JSON.").put("line", 1);
            return;
        }
        var output = new StringBuilder();
        var errors = new StringBuilder();
        for (int i = 0; i < batch.lines().size(); i++) {
            JsonNode line = batch.lines().get(i);
            ObjectNode result = JSON.createObjectNode().put("id", "batch_req_" + i).put("custom_id",
                    line.path("custom_id").asString(""));
            if (i >= end.answered()) {
                result.putNull("response").putObject("error").put("code", "batch_" + end.status())
                        .put("message", "This request could not be executed before the completion window expired.");
                errors.insert(0, result + "\n");
                continue;
            }
            Reply reply = model.apply(line.path("body"));
            ObjectNode response = result.putObject("response").put("status_code", reply.status());
            response.set("body", JSON.readTree(reply.body()));
            result.putNull("error");
            (reply.status() == 200 ? output : errors).insert(0, result + "\n");
        }
        file(state, "output_file_id", batch.id() + "-out", output);
        file(state, "error_file_id", batch.id() + "-err", errors);
        state.withObject("request_counts").put("completed", output.toString().lines().count())
                .put("failed", errors.toString().lines().count());
    }

    private void file(ObjectNode state, String field, String id, StringBuilder content) {
        if (!content.isEmpty()) {
            results.put(id, content.toString());
            state.put(field, id);
        }
    }
}
