/// Data files: CSV, JSONL and Parquet, read and written row by row, and the dataset read from them. What is broken is
/// refused with its line, never mended. What is written appears whole or not at all.
package dev.retort.files;
