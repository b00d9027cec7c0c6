/// Data files: CSV, JSONL and Parquet.
package dev.retort.files;
