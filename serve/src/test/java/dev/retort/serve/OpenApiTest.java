package dev.retort.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.http.Refusal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The document that is written by hand says what the code does.
class OpenApiTest {
    private final JsonNode api = JsonMapper.shared().readTree(Pages.openApi().body());

    @Test
    void describesExactlyTheRoutesThereAre() {
        Set<String> described = new TreeSet<>();
        api.get("paths").properties().forEach(path -> path.getValue().propertyNames().stream()
                .filter(name -> !name.equals("parameters"))
                .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        assertThat(described).containsExactlyInAnyOrderElementsOf(Arrays.stream(Route.values())
                .map(route -> route.method() + " " + route.template()).toList());
    }

    @Test
    void saysWhichRoutesNeedNoKey() {
        for (Route route : Route.values()) {
            JsonNode operation = api.get("paths").get(route.template()).get(route.method().toLowerCase(Locale.ROOT));
            boolean open = operation.has("security") && operation.get("security").isEmpty();
            assertThat(open).as(route.toString()).isNotEqualTo(route.isLocked());
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        for (JsonNode reference : api.findValues("$ref")) {
            assertThat(api.at(reference.asString().substring(1)).isMissingNode()).as(reference.asString()).isFalse();
        }
    }

    @Test
    void errorTypesAreThoseOfTheCode() {
        Set<String> types = new HashSet<>();
        api.at("/components/schemas/Error/properties/error_type/enum").forEach(type -> types.add(type.asString()));
        assertThat(types).containsExactlyInAnyOrderElementsOf(Arrays.stream(ErrorType.values()).map(ErrorType::word)
                .toList());
    }

    @Test
    void predictingHasEveryStatusThatAServedRequestCanGet() {
        assertThat(api.at("/paths/~1predict/post/responses").propertyNames()).containsExactly("200", "400", "401",
                "408", "413", "415", "422", "424", "429", "503");
        assertThat(Arrays.stream(Refusal.values()).map(Refusal::status)).contains(400, 408, 413, 414, 417, 429, 431,
                500, 503);
    }

    @Test
    void pageLoadsNothingFromElsewhere() {
        String page = new String(Pages.docs().body(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(page).doesNotContain("http://", "https://", "src=", "@import");
        assertThat(Pages.docs().headers().get("content-security-policy")).contains("default-src 'none'");
    }
}
