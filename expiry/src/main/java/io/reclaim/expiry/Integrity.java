package io.reclaim.expiry;

/** What the checks of invariants have in common. */
final class Integrity {
    private Integrity() {}

    /** Throws, naming what is wrong and where, unless it holds. */
    static void check(boolean holds, String what, long where) {
        if (!holds) {
            throw new IllegalStateException(what + ": " + where);
        }
    }
}
