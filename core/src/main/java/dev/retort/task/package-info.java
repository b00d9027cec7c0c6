/// What annotators decide: the kind of task, its labels, and the typed value of a decision.
package dev.retort.task;
