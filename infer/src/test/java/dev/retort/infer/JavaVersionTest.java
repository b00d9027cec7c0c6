package dev.retort.infer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JavaVersionTest {
    /// The build says which JDK it means; this test says whether it was that one.
    @Test
    void theTestsRunOnTheJdkThatTheBuildMeant() {
        int running = Runtime.version().feature();
        if (System.getProperty("tests.on") == null) {
            assertThat(running).isGreaterThanOrEqualTo(25);
        } else {
            assertThat(running).isEqualTo(Integer.getInteger("tests.on"));
        }
    }
}
