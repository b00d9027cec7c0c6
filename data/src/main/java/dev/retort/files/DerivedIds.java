package dev.retort.files;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// Ids made from texts: `t-` and the first 16 hex digits of the SHA-256, with `-2`, `-3` ... where that is taken.
final class DerivedIds {
    private final List<DraftRow> drafts;
    private final MessageDigest digest = StratifiedSplit.sha256();
    private final Set<String> taken = new HashSet<>();
    private boolean started;

    /// @param drafts whose given ids are not to be used again
    DerivedIds(List<DraftRow> drafts) {
        this.drafts = drafts;
    }

    /// A new id for a row with this text.
    String of(String text) {
        if (!started) {
            drafts.forEach(draft -> draft.id().ifPresent(taken::add));
            started = true;
        }
        byte[] hash = digest.digest(text.getBytes(StandardCharsets.UTF_8));
        String id = "t-" + HexFormat.of().formatHex(hash, 0, 8);
        String candidate = id;
        for (int count = 2; !taken.add(candidate); count++) {
            candidate = id + "-" + count;
        }
        return candidate;
    }
}
