package dev.retort.infer;

/// In which numbers a student computes its matrix products.
public enum Precision {
    /// In int8 where this CPU is fast and exact at it and the student's record says that it loses nothing that counts,
    /// else in float32.
    AUTO("auto"),
    /// In float32, as it was trained.
    FLOAT32("float32"),
    /// In int8.
    INT8("int8");

    private final String word;

    Precision(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
