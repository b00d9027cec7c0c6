package dev.retort.encoder;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/// A device other than the processor on any machine: libtorch's lazy tensors. They compute real numbers, later and by a
/// program that libtorch makes of the operations, and refuse what a GPU would refuse: tensors of the processor among
/// their own. Its backend is in libtorch but not in the bindings, so its C++ function is called by name.
public final class LazyDevice {
    private static final String INIT = "_ZN5torch4lazy22InitTorchScriptBackendEv";
    private static final Device DEVICE = start();

    private LazyDevice() {}

    public static Device device() {
        return DEVICE;
    }

    private static Device start() {
        Torch.start();
        torch.set_num_threads(1); // loads it
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            String library = lines.filter(line -> line.endsWith("/libtorch_cpu.so")).findFirst().orElseThrow()
                    .replaceFirst("^[^/]*", "");
            MemorySegment init = SymbolLookup.libraryLookup(Path.of(library), Arena.global()).find(INIT).orElseThrow();
            Linker.nativeLinker().downcallHandle(init, FunctionDescriptor.ofVoid()).invokeExact();
            return new Device(DeviceType.Lazy);
        } catch (IOException | RuntimeException | Error failure) {
            throw new IllegalStateException("no lazy device", failure);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
