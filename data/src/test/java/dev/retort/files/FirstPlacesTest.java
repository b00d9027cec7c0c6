package dev.retort.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FirstPlacesTest {
    private static List<Integer> places(List<String> strings) {
        var first = new FirstPlaces(strings.size(), strings::get);
        return IntStream.range(0, strings.size()).map(first::of).boxed().toList();
    }

    @Test
    void placeOfTheFirstEqualString() {
        assertThat(places(List.of("a", "b", "a", "c", "b", "a"))).containsExactly(0, 1, 0, 3, 1, 0);
    }

    @Test
    void stringsOfTheSameHashAreTold() {
        assertThat("Aa").hasSameHashCodeAs("BB");
        assertThat(places(List.of("Aa", "BB", "AaBB", "BBAa", "BB", "AaAa", "BBAa")))
                .containsExactly(0, 1, 2, 3, 1, 5, 3);
    }

    @Test
    void eachOfManyNumberedStringsIsFoundAgain() {
        List<String> ids = IntStream.range(0, 3_000).mapToObj(i -> "t%07d".formatted(i % 1_000)).toList();
        assertThat(places(ids)).isEqualTo(IntStream.range(0, 3_000).map(i -> i % 1_000).boxed().toList());
    }

    @Test
    void nothingIsAskedOfAnEmptyList() {
        assertThat(places(List.of())).isEmpty();
        assertThat(places(List.of("only"))).containsExactly(0);
    }
}
