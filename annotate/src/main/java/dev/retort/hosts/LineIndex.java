package dev.retort.hosts;

import java.util.Arrays;

/// Where lines begin, by the hash of what they answer. Open addressing with linear probing, at most half full: two
/// longs a slot. Lines whose hashes collide are all offered; the caller compares.
final class LineIndex {
    private static final long FREE = -1;

    private long[] hashes = new long[1024];
    private long[] offsets = free(1024);
    private int size;

    int size() {
        return size;
    }

    void add(long hash, long offset) {
        if (size * 2 >= hashes.length) {
            grow();
        }
        put(hash, offset);
        size++;
    }

    /// The offsets of all lines with this hash.
    long[] offsets(long hash) {
        long[] found = new long[0];
        int mask = hashes.length - 1;
        for (int slot = slot(hash, mask); offsets[slot] != FREE; slot = (slot + 1) & mask) {
            if (hashes[slot] == hash) {
                found = Arrays.copyOf(found, found.length + 1);
                found[found.length - 1] = offsets[slot];
            }
        }
        return found;
    }

    private void put(long hash, long offset) {
        int mask = hashes.length - 1;
        int slot = slot(hash, mask);
        while (offsets[slot] != FREE) {
            slot = (slot + 1) & mask;
        }
        hashes[slot] = hash;
        offsets[slot] = offset;
    }

    private void grow() {
        long[] oldHashes = hashes;
        long[] oldOffsets = offsets;
        hashes = new long[oldHashes.length * 2];
        offsets = free(oldHashes.length * 2);
        for (int slot = 0; slot < oldHashes.length; slot++) {
            if (oldOffsets[slot] != FREE) {
                put(oldHashes[slot], oldOffsets[slot]);
            }
        }
    }

    private static long[] free(int slots) {
        long[] offsets = new long[slots];
        Arrays.fill(offsets, FREE);
        return offsets;
    }

    private static int slot(long hash, int mask) {
        return (int) (hash ^ hash >>> 32) & mask;
    }

    /// FNV-1a of 64 bits over the names' characters, each name followed by a zero, then mixed.
    static long hash(String teacher, String prompt, String id, int vote) {
        long hash = 0xcbf29ce484222325L;
        for (String name : new String[]{teacher, prompt, id}) {
            for (int i = 0; i < name.length(); i++) {
                hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
            }
            hash *= 0x100000001b3L;
        }
        hash = (hash ^ vote) * 0x100000001b3L;
        hash ^= hash >>> 31;
        return hash * 0x9e3779b97f4a7c15L;
    }
}
