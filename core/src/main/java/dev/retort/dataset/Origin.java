package dev.retort.dataset;

import java.util.Optional;

/// Where texts were fetched from.
///
/// @param repository of the Hugging Face hub: `takala/financial_phrasebank`
/// @param config of the data set
/// @param split as the hub calls it
/// @param commit of its Parquet files, 40 hex digits
/// @param licence that its card states, as the hub writes it
/// @param whole false if the hub keeps only the first part of the split in this form
public record Origin(String repository, String config, String split, String commit, Optional<String> licence,
        boolean whole) {

    /// `takala/financial_phrasebank (sentences_50agree, train), licence cc-by-nc-sa-3.0, commit 1f2e3d4c5b6a`
    public String words() {
        return "%s (%s, %s%s), %s, commit %.12s".formatted(repository, config, split,
                whole ? "" : ", its first part only",
                licence.map(stated -> "licence " + stated).orElse("licence not stated"), commit);
    }
}
