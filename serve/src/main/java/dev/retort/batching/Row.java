package dev.retort.batching;

/// One text of a batch, as it will be scored.
final class Row {
    private final Job job;
    private final int text;
    private final int[] ids;
    private final boolean cut;

    /// @param text its place in the job
    /// @param cut whether some of its tokens were cut off
    Row(Job job, int text, int[] ids, boolean cut) {
        this.job = job;
        this.text = text;
        this.ids = ids;
        this.cut = cut;
    }

    Job job() {
        return job;
    }

    int text() {
        return text;
    }

    int[] ids() {
        return ids;
    }

    boolean cut() {
        return cut;
    }
}
