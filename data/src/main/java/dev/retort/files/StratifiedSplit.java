package dev.retort.files;

import dev.retort.dataset.Split;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Divides texts at random so that each label has the same share of every split.
///
/// The texts of each stratum (label) are sorted by `SHA-256(seed as 8 bytes, big end first, then the text in UTF-8)`.
/// Of n texts the first round(n · test) are for testing, the next round(n · (test + validation)) - round(n · test) for
/// validation, the rest for training; halves round up. So the result depends on the seed, the shares, the texts and
/// their labels alone: neither the order of the rows nor their ids nor the machine matter, and a text is in one split
/// however often it occurs.
public final class StratifiedSplit {
    private StratifiedSplit() {}

    /// @param strata the stratum of each text
    /// @return the split of each text
    public static Map<String, Split> draw(Map<String, String> strata, DataSettings.Draw draw) {
        var texts = new TreeMap<String, List<String>>();
        strata.forEach((text, stratum) -> texts.computeIfAbsent(stratum, _ -> new ArrayList<>()).add(text));
        var splits = new HashMap<String, Split>();
        for (List<String> stratum : texts.values()) {
            List<String> shuffled = shuffled(stratum, draw.seed());
            long testEnd = Math.round(shuffled.size() * draw.test());
            long validationEnd = Math.round(shuffled.size() * (draw.test() + draw.validation()));
            for (int index = 0; index < shuffled.size(); index++) {
                splits.put(shuffled.get(index),
                        index < testEnd ? Split.TEST : index < validationEnd ? Split.VALIDATION : Split.TRAIN);
            }
        }
        return splits;
    }

    private static List<String> shuffled(List<String> texts, long seed) {
        record Keyed(String key, String text) {}
        MessageDigest digest = sha256();
        byte[] seeded = ByteBuffer.allocate(Long.BYTES).putLong(0, seed).array();
        return texts.stream().map(text -> {
            digest.update(seeded);
            byte[] key = digest.digest(text.getBytes(StandardCharsets.UTF_8));
            return new Keyed(HexFormat.of().formatHex(key), text);
        }).sorted(Comparator.comparing(Keyed::key).thenComparing(Keyed::text))
                .map(Keyed::text).toList();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
