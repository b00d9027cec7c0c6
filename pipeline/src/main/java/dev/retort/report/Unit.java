package dev.retort.report;

/// What a [Cell] counts.
public enum Unit {
    DOLLARS, SECONDS, TEXTS_PER_SECOND, KWH, KG_CO2E, TOKENS, REQUESTS, TEXTS
}
