package dev.retort.hosts;

import static dev.retort.testing.Teachers.SENTIMENT;
import static dev.retort.testing.Teachers.at;
import static dev.retort.testing.Teachers.example;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.prompt.Message;
import dev.retort.prompt.Prompt;
import dev.retort.prompt.PromptBuilder;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Structured;
import dev.retort.teacher.Teacher;
import dev.retort.testing.LoopbackHost;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReplyFormTest {
    private static final String LABELS = "'enum':['positive','negative','neutral']";
    private static final String ALONE = "{'type':'object','properties':{'label':{'type':'string'," + LABELS
            + "}},'required':['label'],'additionalProperties':false}";
    private static final String REASONED = "{'type':'object','properties':{'reason':{'type':'string'},"
            + "'label':{'type':'string'," + LABELS
            + "}},'required':['reason','label'],'additionalProperties':false}";
    private static final URI URL = URI.create("http://127.0.0.1:9/v1");
    private static final Prompt PROMPT = new Prompt.Chat(List.of(new Message(Message.Role.USER, "x")));

    private static Teacher teacher(String host, PromptStyle style, Structured structured) {
        return at(host, URL, style, structured, Sampling.DEFAULT);
    }

    /// What stands in the body beyond messages and sampling.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "openai      | SIMPLE | AUTO   | ",
            "openai      | COT    | SCHEMA | 'response_format':{'type':'json_schema','json_schema':{'name':'annotation','strict':true,'schema':REASONED}}",
            "openai      | COT    | JSON   | 'response_format':{'type':'json_object'}",
            "openai      | COT    | NONE   | ",
            "azure       | SIMPLE | AUTO   | 'response_format':{'type':'json_schema','json_schema':{'name':'annotation','strict':true,'schema':ALONE}}",
            "ollama      | COT    | AUTO   | 'response_format':{'type':'json_schema','json_schema':{'name':'annotation','strict':true,'schema':REASONED}}",
            "mistral     | COT    | AUTO   | 'response_format':{'type':'json_schema','json_schema':{'name':'annotation','strict':true,'schema':REASONED}}",
            "gemini      | COT    | AUTO   | 'response_format':{'type':'json_schema','json_schema':{'name':'annotation','strict':true,'schema':REASONED}}",
            "llama-cpp   | COT    | AUTO   | 'response_format':{'type':'json_object','schema':REASONED}",
            "vllm        | SIMPLE | AUTO   | 'structured_outputs':{'choice':['positive','negative','neutral']}",
            "vllm        | COT    | AUTO   | 'response_format':{'type':'json_schema','json_schema':{'name':'annotation','strict':true,'schema':REASONED}}",
            "vllm        | SIMPLE | SCHEMA | 'response_format':{'type':'json_schema','json_schema':{'name':'annotation','strict':true,'schema':ALONE}}",
            "deepseek    | COT    | AUTO   | 'response_format':{'type':'json_object'}",
            "deepseek    | SIMPLE | AUTO   | "})
    void whatIsSent(String host, PromptStyle style, Structured structured, String form) throws Exception {
        String fields = (form == null ? "" : "," + form).replace("REASONED", REASONED).replace("ALONE", ALONE);
        try (var asking = new Asking(
                loopback -> at(host, loopback.baseUrl(), style, structured, Sampling.DEFAULT),
                seen -> LoopbackHost.answer(seen, "positive"))) {
            assertThat(asking.send()).isInstanceOf(HostReply.Answered.class);

            assertThat(asking.seen().getFirst().body()).endsWith((":128" + fields + "}").replace('\'', '"'));
        }
    }

    @ParameterizedTest
    @EnumSource(Structured.class)
    void thePromptIsTheSameWhateverTheForm(Structured structured) {
        var plain = PromptBuilder.of(SENTIMENT, teacher("vllm", PromptStyle.SIMPLE, Structured.NONE));
        var held = PromptBuilder.of(SENTIMENT, teacher("vllm", PromptStyle.SIMPLE, structured));

        assertThat(held.build(example("e", "Text"))).isEqualTo(plain.build(example("e", "Text")));
    }

    private static IntendedRequest intended(Teacher teacher) {
        return IntendedRequest.of(teacher, PROMPT, ReplyForm.of(SENTIMENT, teacher), "e1");
    }

    @Test
    void aFormThatIsNotMeantIsNotInTheKey() {
        var teacher = teacher("openai", PromptStyle.COT, Structured.NONE);

        assertThat(intended(teacher)).isEqualTo(IntendedRequest.of(teacher, PROMPT, "e1"));
        assertThat(intended(teacher("openai", PromptStyle.COT, Structured.AUTO))).isEqualTo(intended(teacher));
    }

    /// These hashes are for ever, too.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "COT    | SCHEMA | {'schema':['reason','label'],'labels':['positive','negative','neutral']} | d8083edadce1b6c5ddff15bb14397d37633c8045287ec3e405cced50831b24da",
            "SIMPLE | SCHEMA | {'schema':['label'],'labels':['positive','negative','neutral']} | 9b4dcf04fba99bf82c3ed7e9ed634125ccab001f954b8cc143b4c24d99e2292e",
            "SIMPLE | AUTO   | {'word':['positive','negative','neutral']} | 0c91d75f61fae1016d5e6e8d55e5729d155516df6343ffbeaf44b4b0e09533d0",
            "COT    | JSON   | 'json' | 082cfc94434aae90ae35f58858b3188ca439dabbdcbfbc5c33bedd37a4d6f3e0"})
    void aFormThatIsMeantIsInTheKey(PromptStyle style, Structured structured, String form, String hash) {
        var intended = intended(teacher("vllm", style, structured));

        assertThat(intended.json()).isEqualTo(("{'v':1,'host':'vllm','base-url':'http://127.0.0.1:9/v1',"
                + "'model':'test-model','messages':[{'role':'user','content':'x'}],"
                + "'sampling':{'temperature':0.8,'top-p':0.9,'max-tokens':128},'form':" + form + "}")
                .replace('\'', '"'));
        assertThat(intended.hash()).isEqualTo(hash);
    }
}
