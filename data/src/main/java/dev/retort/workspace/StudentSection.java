package dev.retort.workspace;

import dev.retort.hub.HubReference;
import dev.retort.hub.HubRepository;
import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import dev.retort.task.Task;
import dev.retort.teacher.Ask;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads `student:`.
final class StudentSection {
    private static final List<String> EMBEDDED = List.of("bge-small-en-v1.5", "all-MiniLM-L6-v2", "bge-small-zh-v1.5");

    /// What the section says; the teacher's name if it is one of the teachers.
    record Student(TrainOptions options, Optional<String> teacher) {}

    private StudentSection() {}

    static Student read(Section root, Path dir, TeachersSection.Teachers teachers, Optional<Task> task) {
        Optional<Section> section = root.section("student", WorkspaceKeys.STUDENT, "student");
        if (section.isEmpty()) {
            return new Student(TrainOptions.DEFAULT, standardTeacher(teachers.asks()));
        }
        TrainOptions options = OptionsSections.student(section.get(), base(section.get(), dir));
        task.ifPresent(known -> checkClassWeights(section.get(), options, known));
        return new Student(options, teacher(section.get(), teachers));
    }

    private static void checkClassWeights(Section section, TrainOptions options, Task task) {
        try {
            options.classWeights().requireKnown(task.labelNames());
        } catch (IllegalArgumentException refused) {
            section.problem(TrainOption.CLASS_WEIGHTS.key(), String.valueOf(refused.getMessage()));
        }
    }

    private static Optional<String> teacher(Section section, TeachersSection.Teachers teachers) {
        Optional<String> name = section.text("teacher");
        if (name.isEmpty()) {
            return standardTeacher(teachers.asks());
        }
        Set<String> names = teachers.names();
        if (!names.isEmpty() && !names.contains(name.get())) {
            section.problem("teacher",
                    "no teacher is named '%s'%s".formatted(name.get(), Nearest.suggestion(name.get(), names)));
            return Optional.empty();
        }
        return name;
    }

    /// The teacher asked for the most votes; of several the last.
    private static Optional<String> standardTeacher(List<Ask> teachers) {
        return teachers.stream().reduce((one, other) -> other.votes() >= one.votes() ? other : one)
                .map(ask -> ask.teacher().name());
    }

    /// A local directory goes before a model of the hub of the same name.
    private static Optional<String> base(Section section, Path dir) {
        Optional<String> written = section.text("base").map(String::strip);
        Optional<String> local = written.filter(name -> !EMBEDDED.contains(name)).flatMap(name -> directory(dir, name));
        if (written.isEmpty() || EMBEDDED.contains(written.get()) || local.isPresent()) {
            if (section.has("revision")) {
                section.problem("revision",
                        "revision is for models of the hub, and base '%s' is none; remove it".formatted(
                                written.orElse(TrainOptions.DEFAULT.base())));
            }
            return local.or(() -> written);
        }
        Optional<HubReference> reference = HubReference.of(HubRepository.Kind.MODEL, written.get());
        if (reference.isEmpty()) {
            section.problem("base",
                    "base '%s' is no embedded model, no directory here, and no name of the hub (ORGANISATION/NAME)%s"
                            .formatted(written.get(), Nearest.suggestion(written.get(), EMBEDDED)));
            return Optional.empty();
        }
        String name = reference.get().repository().name();
        return Optional.of(HubRevisions.read(section, written).map(revision -> name + "@" + revision).orElse(name));
    }

    private static Optional<String> directory(Path dir, String name) {
        try {
            Path local = dir.resolve(name).normalize();
            return Files.isDirectory(local) ? Optional.of(local.toString()) : Optional.empty();
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }
}
