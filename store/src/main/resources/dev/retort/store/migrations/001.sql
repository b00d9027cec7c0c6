-- The first form of retort.db. Append-only: never edit this file; add the next number. See docs/store.md.

CREATE TABLE example (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL,
    split TEXT NOT NULL,
    reference TEXT,
    reference_source TEXT
);

CREATE TABLE teacher (
    position INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    votes INTEGER NOT NULL,
    settings TEXT NOT NULL
);

CREATE TABLE request (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    json TEXT
);

CREATE TABLE send (
    id INTEGER PRIMARY KEY,
    request_id INTEGER NOT NULL REFERENCES request (id),
    votes TEXT NOT NULL,
    example_id TEXT NOT NULL,
    teacher TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    at TEXT NOT NULL,
    settled INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX send_request ON send (request_id);

CREATE INDEX send_unsettled ON send (teacher) WHERE settled = 0;

CREATE TABLE answer (
    id INTEGER PRIMARY KEY,
    request_id INTEGER NOT NULL REFERENCES request (id),
    vote INTEGER NOT NULL,
    example_id TEXT NOT NULL,
    teacher TEXT NOT NULL,
    raw TEXT NOT NULL,
    finish_reason TEXT,
    prompt_tokens INTEGER,
    cached_tokens INTEGER,
    completion_tokens INTEGER,
    reasoning_tokens INTEGER,
    latency_nanos INTEGER,
    received_at TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    UNIQUE (request_id, vote)
);

CREATE TABLE trouble (
    id INTEGER PRIMARY KEY,
    request_id INTEGER NOT NULL REFERENCES request (id),
    vote INTEGER NOT NULL,
    example_id TEXT NOT NULL,
    teacher TEXT NOT NULL,
    kind TEXT NOT NULL,
    message TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    at TEXT NOT NULL,
    UNIQUE (request_id, vote)
);

CREATE TABLE vote (
    teacher TEXT NOT NULL,
    position INTEGER NOT NULL,
    example_id TEXT NOT NULL,
    request TEXT NOT NULL,
    vote INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value TEXT,
    reason TEXT,
    detail TEXT,
    PRIMARY KEY (teacher, position),
    UNIQUE (teacher, example_id, vote)
);

CREATE TABLE annotation (
    teacher TEXT NOT NULL,
    position INTEGER NOT NULL,
    example_id TEXT NOT NULL,
    value TEXT,
    counts TEXT NOT NULL,
    asked INTEGER NOT NULL,
    tie INTEGER NOT NULL,
    entropy_bits REAL NOT NULL,
    reasons TEXT NOT NULL,
    PRIMARY KEY (teacher, position),
    UNIQUE (teacher, example_id)
);

CREATE TABLE student (
    name TEXT PRIMARY KEY NOT NULL,
    directory TEXT NOT NULL,
    base TEXT NOT NULL,
    options TEXT NOT NULL,
    provenance TEXT NOT NULL,
    seed INTEGER NOT NULL,
    created_at TEXT NOT NULL
);

CREATE TABLE epoch (
    student TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    train_loss REAL,
    validation_loss REAL,
    validation_accuracy REAL,
    validation_macro_f1 REAL,
    texts_per_second REAL,
    learning_rate REAL,
    seconds REAL,
    PRIMARY KEY (student, epoch)
);

CREATE TABLE prediction (
    student TEXT NOT NULL,
    position INTEGER NOT NULL,
    example_id TEXT NOT NULL,
    value TEXT NOT NULL,
    probabilities TEXT NOT NULL,
    PRIMARY KEY (student, position),
    UNIQUE (student, example_id)
);

CREATE TABLE evaluation (
    subject_kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    split TEXT NOT NULL,
    metrics TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (subject_kind, subject, split)
);

CREATE TABLE meter (
    stage TEXT NOT NULL,
    subject TEXT NOT NULL,
    name TEXT NOT NULL,
    value REAL,
    unit TEXT NOT NULL,
    basis TEXT NOT NULL,
    source TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (stage, subject, name)
);

CREATE TABLE stage (
    name TEXT PRIMARY KEY NOT NULL,
    input_hash TEXT NOT NULL,
    output TEXT NOT NULL,
    finished_at TEXT NOT NULL
);
