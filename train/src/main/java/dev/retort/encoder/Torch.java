package dev.retort.encoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import org.bytedeco.pytorch.global.torch;

/// libtorch as a whole: its threads, its version.
///
/// Before the native code loads, two environment variables are set for it unless the user has set them.
/// `GOMP_SPINCOUNT=3000`: a thread that waits for the others spins for some microseconds, then sleeps. By default it
/// spins for milliseconds, and where anything else wants the cores it starves the very thread that is waited for. Never
/// spinning (`OMP_WAIT_POLICY=passive`) costs a wake-up for each of thousands of small waits. Seconds a step of
/// bge-small, 2 cores quiet and beside 3 busy processes: default 0.57 and up to 65, passive 2.1 and 2.3, this 0.51 and
/// 2.7. `MKL_THREADING_LAYER=GNU`: MKL shares libtorch's threads instead of starting its own beside them.
public final class Torch {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    static {
        NativeEnvironment.setUnlessSet("GOMP_SPINCOUNT", "3000");
        NativeEnvironment.setUnlessSet("MKL_THREADING_LAYER", "GNU");
        NativeEnvironment.keepFreedMemory();
    }

    private Torch() {}

    /// Does nothing but make sure that the environment is set; for whoever comes first to libtorch.
    static void start() {
        // the static block has run
    }

    /// Lets each operation use `threads` threads, process-wide.
    ///
    /// @throws IllegalStateException on a virtual thread: native calls hold its carrier
    public static void useThreads(int threads) {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("libtorch must be called from a platform thread, got virtual thread '%s'"
                    .formatted(Thread.currentThread().getName()));
        }
        torch.set_num_threads(threads);
    }

    /// Of the bindings, which begins with libtorch's own: `2.10.0-1.5.13`.
    public static String version() {
        return Objects.requireNonNullElse(torch.class.getPackage().getImplementationVersion(), "unknown");
    }

    /// Cores that compute on their own, not counting hyper-threads, and no more than this process may use. Matrix
    /// products gain nothing from the second hyper-thread of a core.
    public static int physicalCores() {
        int allowed = Runtime.getRuntime().availableProcessors();
        try {
            int cores = physicalCores(Files.readString(CPU_INFO));
            return cores == 0 ? allowed : Math.min(cores, allowed);
        } catch (IOException unreadable) {
            return allowed; // not Linux
        }
    }

    /// Different pairs of `physical id` and `core id`; 0 where they are not given.
    static int physicalCores(String cpuInfo) {
        var cores = new HashSet<String>();
        String socket = "";
        for (String line : cpuInfo.lines().toList()) {
            int colon = line.indexOf(':');
            String key = colon < 0 ? "" : line.substring(0, colon).strip();
            if (key.equals("physical id")) {
                socket = line.substring(colon + 1).strip();
            } else if (key.equals("core id")) {
                cores.add(socket + "/" + line.substring(colon + 1).strip());
            }
        }
        return cores.size();
    }
}
