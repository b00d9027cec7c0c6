-- Batches: files of requests that hosts answer within a day. Append-only: never edit this file. See docs/store.md.

CREATE TABLE batch (
    id INTEGER PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    teacher TEXT NOT NULL,
    place TEXT NOT NULL,
    state TEXT NOT NULL,
    input_file TEXT,
    host_id TEXT,
    status TEXT,
    prepared_at TEXT NOT NULL,
    submitted_at TEXT,
    ended_at TEXT
);

ALTER TABLE send ADD COLUMN batch_id INTEGER REFERENCES batch (id);

CREATE INDEX send_batch ON send (batch_id) WHERE batch_id IS NOT NULL;

ALTER TABLE answer ADD COLUMN batch_id INTEGER REFERENCES batch (id);
