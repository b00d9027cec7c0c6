package dev.retort.doctor;

import java.util.List;

/// Looks at one side of a machine.
@FunctionalInterface
interface Probe {

    /// What there is; never throws for what is not there.
    List<Finding> look(Machine machine);
}
