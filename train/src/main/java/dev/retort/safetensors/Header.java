package dev.retort.safetensors;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// The JSON before the values, read as a stream so that its memory stays in proportion to its bytes.
///
/// @param tensors by name, in the order of their values
record Header(Map<String, TensorEntry> tensors, Map<String, String> metadata) {
    /// Headers of the largest public models take less than 1 MiB.
    static final int MAX_BYTES = 16 << 20;

    private static final JsonFactory JSON = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    Header {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /// @param dataBytes how many bytes of values follow the header
    static Header read(ByteBuffer utf8, long dataBytes) throws SafetensorsException {
        var entries = new ArrayList<TensorEntry>();
        var metadata = new LinkedHashMap<String, String>();
        String json = decode(utf8);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            expect(parser.nextToken() == JsonToken.START_OBJECT, () -> "must be a JSON object", parser.currentToken());
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("__metadata__")) {
                    readMetadata(parser, metadata);
                } else {
                    entries.add(readEntry(name, parser));
                }
            }
            expect(parser.nextToken() == null, () -> "must end after the object", parser.currentToken());
        } catch (JacksonException invalid) {
            throw new SafetensorsException("header is not valid JSON: " + Quoted.cut(invalid.getOriginalMessage()),
                    invalid);
        }
        return new Header(inOrder(entries, dataBytes), metadata);
    }

    private static String decode(ByteBuffer utf8) throws SafetensorsException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException invalid) {
            throw new SafetensorsException("header is not valid UTF-8", invalid);
        }
    }

    private static void readMetadata(JsonParser parser, Map<String, String> metadata) throws SafetensorsException {
        expect(parser.currentToken() == JsonToken.START_OBJECT, () -> "'__metadata__' must be an object",
                parser.currentToken());
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            expect(parser.nextToken() == JsonToken.VALUE_STRING, () -> "'__metadata__' must map to strings",
                    parser.currentToken());
            metadata.put(key, parser.getString());
        }
    }

    private static TensorEntry readEntry(String name, JsonParser parser) throws SafetensorsException {
        expect(parser.currentToken() == JsonToken.START_OBJECT,
                () -> "tensor %s must be an object".formatted(Quoted.of(name)),
                parser.currentToken());
        String dtype = "";
        List<Long> shape = List.of();
        List<Long> offsets = List.of();
        boolean shaped = false;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            switch (key) {
                case "dtype" -> dtype = parser.getValueAsString("");
                case "shape" -> {
                    shape = readIntegers(name, key, parser);
                    shaped = true;
                }
                case "data_offsets" -> offsets = readIntegers(name, key, parser);
                default -> parser.skipChildren();
            }
        }
        expect(shaped && offsets.size() == 2 && !dtype.isEmpty(),
                () -> "tensor %s must have dtype, shape and two data_offsets".formatted(Quoted.of(name)), offsets);
        return entry(name, dtype, shape, offsets);
    }

    private static TensorEntry entry(String name, String dtype, List<Long> extents, List<Long> offsets)
            throws SafetensorsException {
        try {
            var entry = new TensorEntry(name, DType.named(dtype), new Shape(extents), offsets.get(0), offsets.get(1));
            int width = entry.dtype().bytes();
            expect(entry.shape().size() <= Long.MAX_VALUE / width, () -> "a tensor takes fewer than 2^63 bytes",
                    entry.shape());
            long bytes = entry.shape().size() * width;
            expect(entry.begin() >= 0 && entry.end() >= entry.begin() && entry.end() - entry.begin() == bytes,
                    () -> "shape %s of %s takes %d bytes".formatted(entry.shape(), dtype, bytes), offsets);
            return entry;
        } catch (IllegalArgumentException | SafetensorsException broken) {
            throw new SafetensorsException("tensor %s: %s".formatted(Quoted.of(name), broken.getMessage()), broken);
        }
    }

    private static List<Long> readIntegers(String name, String key, JsonParser parser) throws SafetensorsException {
        expect(parser.currentToken() == JsonToken.START_ARRAY,
                () -> "tensor %s: %s must be a list".formatted(Quoted.of(name), key),
                parser.currentToken());
        var numbers = new ArrayList<Long>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(parser.currentToken() == JsonToken.VALUE_NUMBER_INT && numbers.size() < Shape.MAX_RANK,
                    () -> "tensor %s: %s must be at most %d whole numbers".formatted(Quoted.of(name), key,
                            Shape.MAX_RANK),
                    parser.currentToken());
            numbers.add(parser.getLongValue());
        }
        return numbers;
    }

    /// Values must follow each other without gap or overlap and fill the file.
    private static Map<String, TensorEntry> inOrder(List<TensorEntry> entries, long dataBytes)
            throws SafetensorsException {
        entries.sort(Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end));
        var tensors = new LinkedHashMap<String, TensorEntry>();
        long next = 0;
        for (TensorEntry entry : entries) {
            long end = next;
            expect(entry.begin() == end,
                    () -> "tensor %s: values must begin where the previous ones end, at %d".formatted(
                            Quoted.of(entry.name()), end),
                    entry.begin());
            next = entry.end();
            tensors.put(entry.name(), entry);
        }
        long end = next;
        expect(end == dataBytes, () -> "the file must hold %d bytes of values".formatted(end), dataBytes);
        return tensors;
    }

    /// @param rule asked only if it is broken: a header has thousands of tensors
    private static void expect(boolean holds, Supplier<String> rule, @Nullable Object got)
            throws SafetensorsException {
        if (!holds) {
            throw new SafetensorsException("%s, got %s".formatted(rule.get(), got == null ? "the end" : got));
        }
    }
}
