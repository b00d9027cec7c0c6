/// Data files: CSV, JSONL and Parquet, read and written row by row, and the dataset read from them. What is broken is
/// refused with its line, never mended.
package dev.retort.files;
