-- How probable the labels of answers were, and votes that count what that says. Append-only: never edit this file.

ALTER TABLE answer ADD COLUMN label_probability TEXT;

ALTER TABLE annotation ADD COLUMN weights TEXT;
