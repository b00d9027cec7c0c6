package dev.retort.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    /// Workspaces keep fingerprints, so the bytes under them must stay: each field's length in four bytes, the field.
    private static String expected(List<String> fields) throws IOException, GeneralSecurityException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            for (String field : fields) {
                byte[] content = field.getBytes(StandardCharsets.UTF_8);
                out.writeInt(content.length);
                out.write(content);
            }
        }
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
    }

    @Test
    void fieldsOfEveryLengthAreDigestedWithTheirLengthBefore() throws Exception {
        List<String> fields = IntStream.of(0, 1, 5, 8_187, 8_188, 8_189, 8_192, 8_193, 20_000, 3, 4_094, 4_094, 0, 70)
                .mapToObj("u"::repeat).flatMap(field -> Stream.of(field, "é" + field)).toList();
        var fingerprint = new Fingerprint();
        fields.forEach(fingerprint::add);
        assertThat(fingerprint.hex()).isEqualTo(expected(fields));
        assertThat(fingerprint.hex()).as("starts anew").isEqualTo(expected(List.of()));
    }

    @Test
    void aCharacterMovedToTheNextFieldShows() {
        assertThat(new Fingerprint().add("ab").add("c").hex()).isNotEqualTo(new Fingerprint().add("a").add("bc").hex());
    }
}
