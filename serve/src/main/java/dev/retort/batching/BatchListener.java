package dev.retort.batching;

import java.time.Duration;

/// Hears what a [Batcher] does, on its threads.
public interface BatchListener {
    /// A batch was scored.
    ///
    /// @param texts in it
    /// @param requests whose texts are in it
    /// @param tokens in it, padding not counted
    void scored(int texts, int requests, int tokens, Duration time);

    /// One text of a batch was scored.
    ///
    /// @param embedding empty if the model gives none
    /// @param tokens it has, cut off ones not counted
    /// @param cut whether some were cut off
    void text(float[] logits, float[] embedding, int tokens, boolean cut);

    /// Something else than the model failed: a bug.
    void failed(Throwable bug);

    /// Texts were thrown out of the queue because nobody waits for them any more.
    void dropped(int texts);
}
