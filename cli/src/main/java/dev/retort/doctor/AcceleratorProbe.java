package dev.retort.doctor;

import java.util.List;
import java.util.Optional;

/// Whether an NVIDIA driver is loaded.
final class AcceleratorProbe implements Probe {

    @Override
    public List<Finding> look(Machine machine) {
        Optional<String> driver = machine.read("proc/driver/nvidia/version");
        if (driver.isPresent()) {
            String version = driver.get().lines().findFirst().orElse("driver").replace("NVRM version:", "").strip();
            return List.of(machine.program("nvidia-smi").isPresent()
                    ? Finding.ok("GPU", version)
                    : Finding.lacks("GPU", version + ", without nvidia-smi",
                            "install nvidia-smi to have the GPU's energy measured"));
        }
        return List.of(Finding.lacks("GPU", "no NVIDIA driver",
                "none needed: small students train on the processor in minutes"));
    }
}
