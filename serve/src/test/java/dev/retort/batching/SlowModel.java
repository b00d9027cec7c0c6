package dev.retort.batching;

import dev.retort.infer.Scores;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/// One token a character. Scores a batch when the test lets it; a text `bad` cannot be scored.
final class SlowModel implements BatchModel {
    final Semaphore allowed = new Semaphore(0);
    final Semaphore started = new Semaphore(0);
    final CountDownLatch closed = new CountDownLatch(1);
    final List<List<String>> batches = Collections.synchronizedList(new ArrayList<>());

    @Override
    public int maxTokens() {
        return 50;
    }

    @Override
    public int[][] encode(List<String> texts) {
        return texts.stream().map(text -> text.chars().toArray()).toArray(int[][]::new);
    }

    @Override
    public int[] cut(int[] ids, Truncation truncation) {
        return java.util.Arrays.copyOf(ids, maxTokens());
    }

    @Override
    public Scores score(int[][] ids) {
        List<String> texts = new ArrayList<>();
        for (int[] text : ids) {
            texts.add(new String(text, 0, text.length));
        }
        if (texts.contains("bad")) {
            throw new IllegalStateException("cannot score this");
        }
        batches.add(texts);
        started.release();
        allowed.acquireUninterruptibly();
        float[][] rows = new float[ids.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new float[]{ids[i].length};
        }
        return new Scores(rows, new float[0][]);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
