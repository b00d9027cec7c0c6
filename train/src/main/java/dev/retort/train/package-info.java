/// The fine-tuning loop: options, schedule, optimizer, checkpoints, progress.
package dev.retort.train;
