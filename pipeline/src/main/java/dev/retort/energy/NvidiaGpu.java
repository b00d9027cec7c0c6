package dev.retort.energy;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// The first NVIDIA GPU that CUDA shows, asked through the two libraries that its driver brings: CUDA's driver API says
/// which one it is, NVIDIA's management library (NVML) how much energy it has taken.
///
/// NVML counts all GPUs of a machine from 0 by their place on the bus; CUDA counts those that `CUDA_VISIBLE_DEVICES` lets
/// it see, in an order of its own. So the GPU is passed from one to the other by its bus id. GPUs count energy since
/// Volta (2017). NVML stays initialised as long as the process runs.
public final class NvidiaGpu implements Gpu {
    private static final String CUDA = "libcuda.so.1";
    private static final String NVML = "libnvidia-ml.so.1";
    private static final int LONGEST_BUS_ID = 32;
    private static final int LONGEST_NAME = 128;

    private final String name;
    private final MemorySegment handle;
    private final MethodHandle energy;

    private NvidiaGpu(String name, MemorySegment handle, MethodHandle energy) {
        this.name = name;
        this.handle = handle;
        this.energy = energy;
    }

    /// Empty without a driver, without a GPU that CUDA shows, or if NVML does not know it.
    public static Optional<Gpu> first() {
        return first(CUDA, NVML);
    }

    /// @param cuda name or path of CUDA's driver library
    /// @param nvml name or path of NVIDIA's management library
    static Optional<Gpu> first(String cuda, String nvml) {
        try (Arena arena = Arena.ofConfined()) {
            var driver = new Library(cuda);
            driver.call("cuInit", 0);
            MemorySegment device = arena.allocate(ValueLayout.JAVA_INT);
            driver.call("cuDeviceGet", device, 0);
            int first = device.get(ValueLayout.JAVA_INT, 0);
            MemorySegment busId = arena.allocate(LONGEST_BUS_ID);
            driver.call("cuDeviceGetPCIBusId", busId, LONGEST_BUS_ID, first);
            MemorySegment name = arena.allocate(LONGEST_NAME);
            driver.call("cuDeviceGetName", name, LONGEST_NAME, first);

            var management = new Library(nvml);
            management.call("nvmlInit_v2");
            MemorySegment handle = arena.allocate(ValueLayout.ADDRESS);
            management.call("nvmlDeviceGetHandleByPciBusId_v2", busId, handle);
            return Optional.of(new NvidiaGpu(name.getString(0), handle.get(ValueLayout.ADDRESS, 0),
                    management.function("nvmlDeviceGetTotalEnergyConsumption", ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS)));
        } catch (Unavailable _) {
            return Optional.empty();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Long> millijoules() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment counter = arena.allocate(ValueLayout.JAVA_LONG);
            int status = (int) Library.invoked(energy, handle, counter);
            long value = counter.get(ValueLayout.JAVA_LONG, 0);
            return status == 0 && value >= 0 ? Optional.of(value) : Optional.empty();
        }
    }

    /// A library, function or GPU is not there.
    private static final class Unavailable extends Exception {
        Unavailable(String what) {
            super(what);
        }
    }

    /// C functions that return 0 when all is well.
    private static final class Library {
        private final SymbolLookup symbols;

        /// It stays loaded as long as the process runs.
        Library(String name) throws Unavailable {
            try {
                this.symbols = SymbolLookup.libraryLookup(name, Arena.global());
            } catch (IllegalArgumentException absent) {
                throw new Unavailable(name);
            }
        }

        /// @param arguments integers and addresses
        void call(String function, Object... arguments) throws Unavailable {
            var layouts = new MemoryLayout[arguments.length];
            for (int i = 0; i < arguments.length; i++) {
                layouts[i] = arguments[i] instanceof Integer ? ValueLayout.JAVA_INT : ValueLayout.ADDRESS;
            }
            if ((int) invoked(function(function, layouts), arguments) != 0) {
                throw new Unavailable(function);
            }
        }

        MethodHandle function(String function, MemoryLayout... arguments) throws Unavailable {
            MemorySegment address = symbols.find(function).orElseThrow(() -> new Unavailable(function));
            return Linker.nativeLinker().downcallHandle(address,
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
        }

        static Object invoked(MethodHandle function, Object... arguments) {
            try {
                return function.invokeWithArguments(arguments);
            } catch (RuntimeException | Error failure) {
                throw failure;
            } catch (Throwable impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
