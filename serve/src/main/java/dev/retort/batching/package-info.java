/// Puts texts of many requests together for one model: a bounded queue, and threads that empty it.
package dev.retort.batching;
