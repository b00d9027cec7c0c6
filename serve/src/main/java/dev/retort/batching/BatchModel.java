package dev.retort.batching;

import dev.retort.infer.Scores;
import java.util.List;

/// What scores texts. Called by platform threads, several at a time.
public interface BatchModel extends AutoCloseable {
    /// Room for one text, special tokens included.
    int maxTokens();

    /// Token ids of whole texts, special tokens included, nothing cut.
    int[][] encode(List<String> texts);

    /// Cuts one text's ids to [#maxTokens()], special tokens kept.
    int[] cut(int[] ids, Truncation truncation);

    /// @param ids of each text, at most [#maxTokens()]
    /// @return a row a text
    Scores score(int[][] ids);

    @Override
    void close();
}
