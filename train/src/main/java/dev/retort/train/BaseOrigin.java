package dev.retort.train;

import dev.retort.hub.HubCard;
import dev.retort.hub.HubReference;
import dev.retort.hub.HubRepository;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What a student's record says about its base.
final class BaseOrigin {
    /// Where a configuration names the model that it belongs to.
    static final String NAME = "_name_or_path";

    private BaseOrigin() {}

    /// @param option as `student: base` says
    /// @param config of the base
    /// @param base its directory; of a model of the hub, that of its commit
    static StudentRecord.Base of(String option, ObjectNode config, Path base) {
        Optional<String> stated = HubCard.licence(base.resolve(HubCard.FILE));
        Optional<HubReference> onHub = isDirectory(option)
                ? Optional.empty()
                : HubReference.of(HubRepository.Kind.MODEL, option);
        Optional<String> commit = Optional.ofNullable(base.getFileName()).map(Path::toString)
                .filter(name -> name.matches("[0-9a-f]{40}"));
        if (onHub.isPresent() && commit.isPresent()) {
            String name = onHub.get().repository().name();
            return new StudentRecord.Base(name, BaseLicence.of(name, stated).spdx(), commit);
        }
        String name = forOthers(config.path(NAME).asString(option));
        BaseLicence known = BaseLicence.of(name);
        return new StudentRecord.Base(name, known.isOther() ? BaseLicence.of(name, stated).spdx() : known.spdx(),
                Optional.empty());
    }

    /// A model's name, or the last name of a path: where it lies on one machine is of no use on another, and nobody
    /// else's business.
    static String forOthers(String nameOrPath) {
        if (HubReference.of(HubRepository.Kind.MODEL, nameOrPath).isPresent()) {
            return nameOrPath;
        }
        List<String> names = Arrays.stream(nameOrPath.split("[/\\\\]", -1)).filter(name -> !name.isBlank()).toList();
        return names.isEmpty() ? nameOrPath : names.getLast();
    }

    private static boolean isDirectory(String option) {
        try {
            return Files.isDirectory(Path.of(option));
        } catch (InvalidPathException notAPath) {
            return false;
        }
    }
}
