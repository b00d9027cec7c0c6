package dev.retort.doctor;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OrtEnvironment;
import dev.retort.encoder.Device;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The native libraries, each with a first use of it that is cheap and cannot succeed if it is not whole.
///
/// [#main] tries one in a process of its own: a library built for another processor ends its process with a signal.
enum NativeLibrary {
    ONNXRUNTIME("ONNX Runtime", "evaluate, predict and serve") {
        @Override
        String use() {
            return OrtEnvironment.getEnvironment().getVersion();
        }
    },
    TOKENIZERS("tokenizers", "train, evaluate, predict and serve") {
        @Override
        String use() throws IOException {
            String json = """
                    {"version": "1.0", "added_tokens": [], "pre_tokenizer": {"type": "Whitespace"},
                     "model": {"type": "WordLevel", "vocab": {"[UNK]": 0, "sound": 1}, "unk_token": "[UNK]"}}""";
            try (var tokenizer = HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), Map.of())) {
                return sound(tokenizer.encode("sound").getIds()[0] == 1, "reads a tokenizer.json");
            }
        }
    },
    SQLITE("SQLite", "every command with a workspace") {
        @Override
        String use() throws SQLException {
            return ask("jdbc:sqlite::memory:", "select sqlite_version()");
        }
    },
    DUCKDB("DuckDB", "Parquet files") {
        @Override
        String use() throws SQLException {
            return ask("jdbc:duckdb:", "select version()");
        }
    },
    LIBTORCH("libtorch", "train") {
        @Override
        String use() throws IOException {
            Loader.load(torch.class);
            try (var _ = new PointerScope(); Tensor ones = torch.ones(64, 64); Tensor product = ones.matmul(ones)) {
                sound(product.sum().item_double() == 64.0 * 64 * 64, "multiplies");
            }
            Path maps = Path.of("/proc/self/maps");
            boolean mkl = Files.isReadable(maps)
                    && Files.readString(maps, StandardCharsets.ISO_8859_1).contains("libmkl_rt");
            return "%s, %s, %d threads, %s".formatted(Loader.getVersion("org.bytedeco", "pytorch"),
                    mkl ? "MKL" : "OpenBLAS", torch.get_num_threads(), cuda());
        }

        private String cuda() {
            if (!Context.hasCUDART()) {
                return "no CUDA";
            }
            long version = Context.versionCUDART(); // 1000 times the major version and 10 times the minor one
            return "CUDA %d.%d, %s".formatted(version / 1000, version % 1000 / 10,
                    Device.withoutCuda().orElse("finds the GPU"));
        }
    };

    private final String title;
    private final String users;

    NativeLibrary(String title, String users) {
        this.title = title;
        this.users = users;
    }

    String title() {
        return title;
    }

    /// What does not work without it.
    String users() {
        return users;
    }

    /// Loads the library and uses it.
    ///
    /// @return its version, or what it did
    abstract String use() throws IOException, SQLException;

    /// Tries the library named by the one argument; prints a line and exits 0, or explains on stderr and exits 1.
    public static void main(String[] arguments) {
        System.setProperty("ai.djl.offline", "true"); // else tokenizers reports its use and may download
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("RUST_FLAVOR", "cpu");
        try {
            System.out.println(valueOf(arguments[0].toUpperCase(Locale.ROOT)).use());
        } catch (Exception | Error failure) { // whatever it is, it is the finding
            System.err.println(reason(failure));
            System.exit(1);
        }
        System.exit(0); // native threads may linger
    }

    /// The innermost failure in one line: loaders wrap what the system said.
    private static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String message = innermost.getMessage();
        String name = innermost.getClass().getSimpleName();
        return message == null || message.isBlank()
                ? name
                : message.lines().findFirst().orElse("") + " (" + name + ")";
    }

    private static String sound(boolean asExpected, String words) {
        if (!asExpected) {
            throw new IllegalStateException("loads, but computes something else");
        }
        return words;
    }

    private static String ask(String url, String query) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : "no answer";
        }
    }
}
