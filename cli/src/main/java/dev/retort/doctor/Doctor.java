package dev.retort.doctor;

import java.util.List;

/// Examines a machine.
public final class Doctor {
    private final List<Probe> probes;

    Doctor(List<Probe> probes) {
        this.probes = List.copyOf(probes);
    }

    /// With everything Retort can make use of. The native libraries are tried in processes of their own, which takes a
    /// few seconds, so that one that kills its process is a finding too.
    public static Doctor withAllProbes() {
        return new Doctor(List.of(new SystemProbe(), new AcceleratorProbe(), new EnergyProbe(), new SpaceProbe(),
                new NativeProbe(), new KeyProbe()));
    }

    /// All findings, in a fixed order.
    public List<Finding> examine(Machine machine) {
        return probes.stream().flatMap(probe -> probe.look(machine).stream()).toList();
    }
}
