package dev.retort.files;

import java.util.function.IntFunction;

/// Finds strings that came before, by their places in a list that somebody else holds. Of a million strings a map's
/// entries take more memory than their ids; this takes 16 to 32 bytes each.
final class FirstPlaces {
    private static final long PLACE = 0xFFFF_FFFFL;

    private final IntFunction<String> strings;
    /// Open addressing, at most half full: the hash in the upper half, so that strings in memory far apart are looked at
    /// only if they are probably equal, and the place plus 1 in the lower; 0 where there is none.
    private final long[] slots;

    /// @param most places that will be asked about
    /// @param strings the string at a place
    FirstPlaces(int most, IntFunction<String> strings) {
        this.strings = strings;
        this.slots = new long[1 << Math.clamp(33L - Integer.numberOfLeadingZeros(most), 1, 30)];
    }

    /// The first place that was asked about and has the same string: this one itself, if it is new.
    int of(int place) {
        String string = strings.apply(place);
        int hash = mixed(string.hashCode());
        int slot = hash & (slots.length - 1);
        while (slots[slot] != 0) {
            int other = (int) (slots[slot] & PLACE) - 1;
            if ((int) (slots[slot] >>> 32) == hash && strings.apply(other).equals(string)) {
                return other;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = ((long) hash << 32) | (place + 1);
        return place;
    }

    /// The finalizer of MurmurHash3: the lowest bits of numbered strings' hashes alone are too much alike.
    private static int mixed(int hash) {
        int mixed = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
        mixed = (mixed ^ (mixed >>> 13)) * 0xC2B2AE35;
        return mixed ^ (mixed >>> 16);
    }
}
