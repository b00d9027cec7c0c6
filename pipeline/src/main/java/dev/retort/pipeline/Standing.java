package dev.retort.pipeline;

import dev.retort.bill.Bill;
import dev.retort.bill.Figure;
import dev.retort.evaluate.Evaluation;
import dev.retort.store.EvaluationRecord.SubjectKind;
import java.util.Optional;

/// One contender in the tables of a run.
///
/// @param name as the store knows it: the teacher's or the student's
/// @param title as the tables call it: `cot x3`
/// @param detail what it is: model, prompt style, votes
/// @param evaluation empty without reference labels
/// @param perMillion what a million texts cost
/// @param textsPerSecond throughput in batches
/// @param latency of one text
public record Standing(SubjectKind kind, String name, String title, String detail, Optional<Evaluation> evaluation,
        Bill perMillion, Figure textsPerSecond, Figure latency) {}
