/// The stages of a run, each resumed where it stopped.
package dev.retort.pipeline;
