package dev.retort.infer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Turns texts into token ids by a Hugging Face `tokenizer.json`. Training and inference share this class, so they
/// cannot drift apart. May be used by several threads, but not by virtual ones: the call is native.
///
/// The library behind it would report home and could fetch natives when its first class loads; both are switched off
/// here before that, unless the surrounding application has set `ai.djl.offline`, `OPT_OUT_TRACKING` or `RUST_FLAVOR`
/// itself. Its native part is unpacked once into `~/.djl.ai` (or `DJL_CACHE_DIR`).
public final class Tokenizer implements AutoCloseable {
    /// A text is cut to this many characters for each token of room before it is tokenized, so that a text of 10 MB
    /// does not take gigabytes. Ids are the same unless tokens are longer than this on average.
    public static final int MOST_CHARS_PER_TOKEN = 1000;

    /// Each encoding holds far more than the ids, so they are not all held at once.
    private static final int TEXTS_AT_ONCE = 256;

    static {
        setUnlessSet("ai.djl.offline", "true");
        setUnlessSet("OPT_OUT_TRACKING", "true");
        setUnlessSet("RUST_FLAVOR", "cpu");
    }

    private final HuggingFaceTokenizer tokenizer;
    private final int maxTokens;

    private Tokenizer(HuggingFaceTokenizer tokenizer, int maxTokens) {
        this.tokenizer = tokenizer;
        this.maxTokens = maxTokens;
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /// Opens `tokenizer.json` of a model directory. Truncation and padding that the file may ask for are ignored.
    ///
    /// @param directory a Hugging Face model directory
    /// @param maxTokens room for one text, special tokens included, at least 3
    /// @throws InferenceException if the file is missing or is not a tokenizer
    public static Tokenizer open(Path directory, int maxTokens) {
        if (maxTokens < 3) {
            throw new IllegalArgumentException(
                    "maxTokens must be at least 3, two of them for the special tokens, got %d".formatted(maxTokens));
        }
        Path file = directory.resolve("tokenizer.json");
        byte[] json;
        try {
            json = Files.readAllBytes(file);
        } catch (IOException missing) {
            throw new InferenceException(
                    "%s: cannot be read; a model directory needs its tokenizer.json".formatted(file),
                    missing);
        }
        var options = Map.of("addSpecialTokens", "true", "truncation", "true", "padding", "false", "maxLength",
                Integer.toString(maxTokens), "modelMaxLength", Integer.toString(maxTokens));
        try {
            return new Tokenizer(HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options), maxTokens);
        } catch (IOException | RuntimeException broken) {
            throw new InferenceException("%s: not a tokenizer that the tokenizers library reads (%s)".formatted(file,
                    firstLine(broken)), broken);
        }
    }

    /// Token ids with special tokens, cut to [#maxTokens()], without padding; one row a text, in the order given.
    /// Whatever a text holds, this returns.
    public int[][] encode(List<String> texts) {
        int[][] ids = new int[texts.size()][];
        for (int from = 0; from < ids.length; from += TEXTS_AT_ONCE) {
            int count = Math.min(TEXTS_AT_ONCE, ids.length - from);
            String[] cut = new String[count];
            for (int i = 0; i < count; i++) {
                cut[i] = cut(texts.get(from + i));
            }
            Encoding[] encodings = tokenizer.batchEncode(cut);
            for (int i = 0; i < count; i++) {
                ids[from + i] = toInts(encodings[i].getIds());
            }
        }
        return ids;
    }

    /// Room for one text, special tokens included.
    public int maxTokens() {
        return maxTokens;
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    private String cut(String text) {
        long most = (long) maxTokens * MOST_CHARS_PER_TOKEN;
        if (text.length() <= most) {
            return text;
        }
        int end = (int) most;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    private static int[] toInts(long[] ids) {
        int[] ints = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            ints[i] = Math.toIntExact(ids[i]);
        }
        return ints;
    }

    private static String firstLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message.lines().findFirst().orElse("");
    }
}
