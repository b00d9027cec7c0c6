/// Runs students: a student directory in, labels with probabilities out.
package dev.retort.infer;
