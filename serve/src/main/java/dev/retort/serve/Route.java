package dev.retort.serve;

import java.util.Arrays;
import java.util.Optional;

/// What can be asked for. The names stand in metrics, in the access log and in `openapi.json`.
enum Route {
    PREDICT("POST", "/predict", true), //
    CLASSIFY("POST", "/", true), //
    CLASSIFY_BY_NAME("POST", "/models/{name}", true), //
    PREDICT_BY_NAME("POST", "/models/{name}/predict", true), //
    INFO("GET", "/info", true), //
    INFO_BY_NAME("GET", "/models/{name}", true), //
    METRICS("GET", "/metrics", true), //
    DRIFT_DATA("GET", "/drift.json", true), //
    RELOAD("POST", "/admin/reload", true), //
    HEALTH("GET", "/health", false), //
    READY("GET", "/ready", false), //
    OPENAPI("GET", "/openapi.json", false), //
    HOME("GET", "/", false), //
    DOCS("GET", "/docs", false), //
    DRIFT("GET", "/drift", false);

    private static final String MODELS = "/models/";
    private static final String NAME = "{name}";

    private final String method;
    private final String template;
    private final boolean locked;

    Route(String method, String template, boolean locked) {
        this.method = method;
        this.template = template;
        this.locked = locked;
    }

    String method() {
        return method;
    }

    String template() {
        return template;
    }

    /// Whether a key is needed, if there are keys.
    boolean isLocked() {
        return locked;
    }

    /// Where predictions are asked for.
    boolean predicts() {
        return this == PREDICT || this == CLASSIFY || this == CLASSIFY_BY_NAME || this == PREDICT_BY_NAME;
    }

    /// Whether a path is of this form.
    boolean fits(String path) {
        int place = template.indexOf(NAME);
        if (place < 0) {
            return template.equals(path);
        }
        String end = template.substring(place + NAME.length());
        return path.length() > place + end.length() && path.startsWith(MODELS) && path.endsWith(end)
                && path.indexOf('/', place) == (end.isEmpty() ? -1 : path.length() - end.length());
    }

    /// The name in a path that fits.
    Optional<String> name(String path) {
        int place = template.indexOf(NAME);
        return place < 0
                ? Optional.empty()
                : Optional.of(path.substring(place, path.length() - (template.length() - place - NAME.length())));
    }

    /// The route for a request. `HEAD` is as `GET`.
    static Optional<Route> of(String method, String path) {
        String asked = method.equals("HEAD") ? "GET" : method;
        return Arrays.stream(values()).filter(route -> route.method.equals(asked) && route.fits(path)).findFirst();
    }

    /// The methods that a path knows, as `Allow` has them; empty if there is no such path.
    static String methods(String path) {
        return String.join(", ", Arrays.stream(values()).filter(route -> route.fits(path)).map(Route::method).distinct()
                .toList());
    }
}
