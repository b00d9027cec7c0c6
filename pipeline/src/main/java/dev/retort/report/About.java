package dev.retort.report;

import java.time.Instant;

/// What the page is about.
///
/// @param workspace its name
/// @param made when the report was made
/// @param version of Retort
/// @param trainTexts texts to learn from, before some are held out for validation
/// @param validationTexts texts that the data set aside for validation
/// @param testTexts texts to be judged on
public record About(String workspace, Instant made, String version, int trainTexts, int validationTexts,
        int testTexts) {
    public About {
        Rules.text("the name of the workspace", workspace);
        Rules.text("the version", version);
        Rules.count("training texts", trainTexts);
        Rules.count("validation texts", validationTexts);
        Rules.count("test texts", testTexts);
    }

    public int texts() {
        return trainTexts + validationTexts + testTexts;
    }
}
