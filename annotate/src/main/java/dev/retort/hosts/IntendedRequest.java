package dev.retort.hosts;

import dev.retort.prompt.Message;
import dev.retort.prompt.Prompt;
import dev.retort.teacher.AnswerKey;
import dev.retort.teacher.HostSettings;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Teacher;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// What a teacher is meant to be asked, as canonical JSON; its hash names the answers in the store for ever. Whatever
/// changes the question is in it. What does not is left out: credentials, how many choices one response brings, which
/// parameters a host turned out not to take.
///
/// ```
/// {"v":1,"host":"openai","base-url":"https://api.example.com/v1","model":"m",
///  "messages":[{"role":"user","content":"..."}],"sampling":{"temperature":0.8,"top-p":0.9,"max-tokens":128}}
/// {...,"sampling":{...},"form":{"schema":["reason","label"],"labels":["yes","no"]}}
/// {...,"sampling":{...},"form":{"word":["yes","no"]}}
/// {...,"sampling":{...},"form":"json"}
/// {...,"sampling":{...},"form":"json","logprobs":true}
/// {"v":1,"host":"huggingface",...,"text":"...","sampling":{...}}
/// {"v":1,"host":"replay","model":"m","prompt":"cot","id":"mb-0001","messages":[...]}
/// ```
///
/// `form` is there only where a host is meant to hold the reply to one, whether it then does so or not. So the keys of
/// requests that leave the form to the prompt are what they were before there was a choice.
///
/// `logprobs` is there only where a teacher asks for them.
///
/// Written without white space, fields in this order, numbers as plain decimals, characters as themselves but for
/// quotes, backslashes, controls and unpaired surrogates. A recording counts by the names it uses inside, not by where
/// it lies, so a workspace may be moved.
public record IntendedRequest(String json) {

    /// A request for a reply of any form.
    public static IntendedRequest of(Teacher teacher, Prompt prompt, String exampleId) {
        return of(teacher, prompt, ReplyForm.FREE, exampleId);
    }

    public static IntendedRequest of(Teacher teacher, Prompt prompt, ReplyForm form, String exampleId) {
        var json = new StringBuilder("{\"v\":1,\"host\":");
        switch (teacher.host()) {
            case HostSettings.Http http -> {
                string(json, http.word());
                string(json.append(",\"base-url\":"), canonical(http.baseUrl()));
                string(json.append(",\"model\":"), teacher.model());
                prompt(json, prompt);
                sampling(json, teacher.sampling());
                form(json, form);
                json.append(teacher.logprobs() ? ",\"logprobs\":true" : "");
            }
            case HostSettings.Replay replay -> {
                string(json, replay.word());
                string(json.append(",\"model\":"), teacher.model());
                string(json.append(",\"prompt\":"), teacher.style().word());
                string(json.append(",\"id\":"), exampleId);
                prompt(json, prompt);
            }
        }
        return new IntendedRequest(json.append('}').toString());
    }

    /// The name of this request's answer number `vote`, from 1.
    public AnswerKey key(int vote) {
        return new AnswerKey(hash(), vote);
    }

    /// SHA-256 of the JSON in UTF-8, as 64 hex digits.
    public String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private static void prompt(StringBuilder json, Prompt prompt) {
        switch (prompt) {
            case Prompt.Raw(var text) -> string(json.append(",\"text\":"), text);
            case Prompt.Chat(var messages) -> {
                String separator = ",\"messages\":[";
                for (Message message : messages) {
                    string(json.append(separator).append("{\"role\":"), message.role().word());
                    string(json.append(",\"content\":"), message.content());
                    json.append('}');
                    separator = ",";
                }
                json.append(']');
            }
        }
    }

    private static void sampling(StringBuilder json, Sampling sampling) {
        var fields = new StringBuilder();
        sampling.temperature().ifPresent(value -> fields.append(",\"temperature\":").append(decimal(value)));
        sampling.topP().ifPresent(value -> fields.append(",\"top-p\":").append(decimal(value)));
        sampling.maxTokens().ifPresent(value -> fields.append(",\"max-tokens\":").append(value));
        sampling.seed().ifPresent(value -> fields.append(",\"seed\":").append(value));
        json.append(",\"sampling\":{").append(fields.isEmpty() ? "" : fields.substring(1)).append('}');
    }

    private static void form(StringBuilder json, ReplyForm form) {
        switch (form) {
            case ReplyForm.Free _ -> {
            }
            case ReplyForm.Json _ -> json.append(",\"form\":\"json\"");
            case ReplyForm.Word(var labels) -> strings(json.append(",\"form\":{\"word\":"), labels).append('}');
            case ReplyForm.Schema(var reasoned, var labels) -> {
                strings(json.append(",\"form\":{\"schema\":"),
                        reasoned ? List.of("reason", "label") : List.of("label"));
                strings(json.append(",\"labels\":"), labels).append('}');
            }
        }
    }

    private static StringBuilder strings(StringBuilder json, List<String> texts) {
        String separator = "[";
        for (String text : texts) {
            string(json.append(separator), text);
            separator = ",";
        }
        return json.append(']');
    }

    private static String decimal(double value) {
        var exact = new BigDecimal(Double.toString(value));
        return exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
    }

    /// Lower-case scheme and host, no default port, no slash at the end.
    private static String canonical(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        String host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT);
        int usualPort = scheme.equals("https") ? 443 : 80;
        String port = url.getPort() < 0 || url.getPort() == usualPort ? "" : ":" + url.getPort();
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return scheme + "://" + host + port + path.substring(0, end) + query;
    }

    private static void string(StringBuilder json, String text) {
        json.append('"');
        int written = 0;
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            boolean quoted = letter == '"' || letter == '\\';
            if (quoted || letter < 0x20 || isUnpaired(text, i)) {
                json.append(text, written, i);
                written = i + 1;
                if (quoted) {
                    json.append('\\').append(letter);
                } else {
                    json.append("\\u").append(HexFormat.of().toHexDigits(letter));
                }
            }
        }
        json.append(text, written, text.length()).append('"');
    }

    private static boolean isUnpaired(String text, int i) {
        char letter = text.charAt(i);
        if (Character.isHighSurrogate(letter)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(letter) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
