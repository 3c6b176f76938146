package io.reclaim.hashtable;

/** Hashes that the tables' mix turns into wanted ones, so that tests choose buckets and fingerprints. */
final class Hashes {
    private Hashes() {}

    /** The inverse of {@link RehashingIndex#mix}. */
    static int landingOn(int mixed) {
        int h = mixed;
        h = (h ^ h >>> 16) * 0x7ed1b41d;
        h = (h ^ h >>> 13 ^ h >>> 26) * 0xa5cb9243;
        return h ^ h >>> 16;
    }

    /** Strings of so many pairs of characters, different for different ids, all with one {@code hashCode}. */
    static String colliding(int id, int pairs) {
        StringBuilder string = new StringBuilder();
        for (int i = 0; i < pairs; i++) {
            string.append((id >>> i & 1) == 0 ? "Aa" : "BB");
        }
        return string.toString();
    }
}
