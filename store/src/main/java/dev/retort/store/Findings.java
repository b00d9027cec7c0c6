package dev.retort.store;

import dev.retort.dataset.Split;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Evaluations, meters and finished stages: small tables whose rows replace their predecessors.
final class Findings {
    private Findings() {}

    static void save(Handle handle, EvaluationRecord evaluation) {
        handle.createUpdate("""
                INSERT OR REPLACE INTO evaluation (subject_kind, subject, split, metrics, at)
                VALUES (:kind, :subject, :split, :metrics, :at)""").bind("kind", evaluation.kind().word())
                .bind("subject", evaluation.subject()).bind("split", Columns.word(evaluation.split()))
                .bind("metrics", evaluation.metrics()).bind("at", evaluation.at().toString()).execute();
    }

    static void replaceEvaluations(Handle handle, Collection<EvaluationRecord> evaluations) {
        handle.execute("DELETE FROM evaluation");
        evaluations.forEach(evaluation -> save(handle, evaluation));
    }

    static List<EvaluationRecord> evaluations(Handle handle) {
        return handle.createQuery("SELECT * FROM evaluation ORDER BY subject_kind DESC, subject, split")
                .map((row, context) -> new EvaluationRecord(
                        Columns.constant(EvaluationRecord.SubjectKind.class, row, "subject_kind"),
                        ExactText.read(row, "subject"), Columns.constant(Split.class, row, "split"),
                        ExactText.read(row, "metrics"), Columns.instant(row, "at")))
                .list();
    }

    static void save(Handle handle, MeterRecord meter) {
        handle.createUpdate("""
                INSERT OR REPLACE INTO meter (stage, subject, name, value, unit, basis, source, at)
                VALUES (:stage, :subject, :name, :value, :unit, :basis, :source, :at)""").bind("stage", meter.stage())
                .bind("subject", meter.subject()).bind("name", meter.name())
                .bind("value", Columns.real(meter.value())).bind("unit", meter.unit())
                .bind("basis", meter.basis().word()).bind("source", meter.source()).bind("at", meter.at().toString())
                .execute();
    }

    static List<MeterRecord> meters(Handle handle) {
        return handle.createQuery("SELECT * FROM meter ORDER BY stage, subject, name")
                .map((row, context) -> new MeterRecord(ExactText.read(row, "stage"), ExactText.read(row, "subject"),
                        ExactText.read(row, "name"), Columns.real(row, "value"), ExactText.read(row, "unit"),
                        Columns.constant(MeterRecord.Basis.class, row, "basis"), ExactText.read(row, "source"),
                        Columns.instant(row, "at")))
                .list();
    }

    static void save(Handle handle, StageRecord stage) {
        handle.createUpdate("""
                INSERT OR REPLACE INTO stage (name, input_hash, output, finished_at)
                VALUES (:name, :hash, :output, :finished)""").bind("name", stage.name())
                .bind("hash", stage.inputHash()).bind("output", stage.output())
                .bind("finished", stage.finishedAt().toString()).execute();
    }

    static Optional<StageRecord> stage(Handle handle, String name) {
        return handle.createQuery("SELECT * FROM stage WHERE name = ?").bind(0, name)
                .map((row, context) -> new StageRecord(name, ExactText.read(row, "input_hash"),
                        ExactText.read(row, "output"), Columns.instant(row, "finished_at")))
                .findOne();
    }
}
