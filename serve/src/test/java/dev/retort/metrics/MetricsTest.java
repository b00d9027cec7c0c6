package dev.retort.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = new Metrics();

    @Test
    void pageIsPrometheusTextFormat() {
        Counter requests = metrics.counter("requests_total", "Requests.", "status");
        requests.add(2, "200");
        requests.add(1, "429");
        metrics.gauge("temperature", "Now.").from(() -> 36.6);
        Histogram seconds = metrics.histogram("seconds", "Time.", new double[]{0.5, 1}, "route");
        seconds.observe(0.5, "/");
        seconds.observe(0.75, "/");
        seconds.observe(3, "/");
        assertThat(metrics.page()).isEqualTo("""
                # HELP requests_total Requests.
                # TYPE requests_total counter
                requests_total{status="200"} 2
                requests_total{status="429"} 1
                # HELP temperature Now.
                # TYPE temperature gauge
                temperature 36.6
                # HELP seconds Time.
                # TYPE seconds histogram
                seconds_bucket{route="/",le="0.5"} 1
                seconds_bucket{route="/",le="1"} 2
                seconds_bucket{route="/",le="+Inf"} 3
                seconds_sum{route="/"} 4.25
                seconds_count{route="/"} 3
                """);
        assertThat(seconds.count("/")).isEqualTo(3);
        assertThat(seconds.sum("/")).isEqualTo(4.25);
        assertThat(requests.count("200")).isEqualTo(2);
        assertThat(requests.count("500")).isZero();
    }

    @Test
    void labelValuesCannotBreakALine() {
        metrics.counter("labels_total", "Labels.", "label").add(1, "a \"b\"\\\nc");
        assertThat(metrics.page()).endsWith("labels_total{label=\"a \\\"b\\\"\\\\\\nc\"} 1\n");
    }

    @Test
    void nameIsTakenOnce() {
        metrics.counter("x", "X.");
        assertThatThrownBy(() -> metrics.gauge("x", "X.")).hasMessageContaining("'x' is there already");
    }
}
