/// The stages of a run. Each reads the store, does its work, writes the store, and records the fingerprint of what it
/// worked on, so that a second run does only what changed and a killed run goes on where it stopped.
package dev.retort.pipeline;
