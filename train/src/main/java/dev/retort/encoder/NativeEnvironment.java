package dev.retort.encoder;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// What native libraries find when they load or ask for memory: environment variables, which `System.getenv` does not
/// show, and the allocator of the C library. Does nothing where the C library has no such function.
final class NativeEnvironment {
    /// Parameters of `mallopt`, from glibc's malloc.h.
    private static final int TRIM_THRESHOLD = -1;
    private static final int MMAP_THRESHOLD = -3;
    /// The largest that glibc takes.
    private static final int LARGEST_MMAP_THRESHOLD = 32 << 20;

    private NativeEnvironment() {}

    /// Calls `setenv(name, value, 0)`.
    static void setUnlessSet(String name, String value) {
        function("setenv", ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT).ifPresent(setenv -> {
            try (Arena arena = Arena.ofConfined()) {
                int failed = (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 0);
                if (failed != 0) {
                    throw new IllegalStateException("setenv(%s) failed".formatted(name));
                }
            } catch (Throwable failure) {
                throw unchecked(failure);
            }
        });
    }

    /// Lets freed memory be used again instead of being given back and asked for anew, page by page: a training step
    /// frees what the next one allocates. Environment variables would come too late, malloc reads them when the process
    /// starts.
    static void keepFreedMemory() {
        function("mallopt", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT).ifPresent(mallopt -> {
            try {
                int _ = (int) mallopt.invokeExact(MMAP_THRESHOLD, LARGEST_MMAP_THRESHOLD);
                int _ = (int) mallopt.invokeExact(TRIM_THRESHOLD, Integer.MAX_VALUE);
            } catch (Throwable failure) {
                throw unchecked(failure);
            }
        });
    }

    private static Optional<MethodHandle> function(String name, MemoryLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup().find(name).map(address -> linker.downcallHandle(address,
                FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters)));
    }

    private static RuntimeException unchecked(Throwable failure) {
        return switch (failure) {
            case RuntimeException unchecked -> unchecked;
            case Error error -> throw error;
            default -> new IllegalStateException(failure);
        };
    }
}
