package io.reclaim.benchmarks.hashtable;

import java.util.Locale;

/** What is done to a table, in this order; each phase begins with what the one before left. */
enum Phase {
    /** Puts every key into an empty table. */
    GROW("put of a new key, from empty to full"),
    /** Gets every key. */
    GET("get of a key that is there"),
    /** Puts every key again. */
    OVERWRITE("put of a key that is there"),
    /** Makes an iterator and takes one entry. */
    FIRST_NEXT("a new iterator and its first entry, of the full table"),
    /** One step of a scan; ours alone. */
    SCAN("one step of a scan of the full table, of 16 buckets or refs"),
    /** Draws a few entries; ours alone. */
    SAMPLE("one sample, of five entries, of the full table"),
    /** Removes every key but one. */
    SHRINK("remove at random, from full to empty"),
    /** As {@link #FIRST_NEXT}, of what is left. */
    LAST_NEXT("a new iterator and its first entry, when one entry is left"),
    /** Clears a table that was filled again. */
    CLEAR("clear of the full table");

    private final String description;

    Phase(String description) {
        this.description = description;
    }

    /** For whoever reads the result. */
    String description() {
        return description;
    }

    /** How many operations are timed. */
    int operations(int entries) {
        return switch (this) {
            case GROW, GET, OVERWRITE -> entries;
            case SHRINK -> entries - 1;
            case FIRST_NEXT, SCAN, SAMPLE, LAST_NEXT, CLEAR -> 1;
        };
    }

    /** Whether a table can do that. */
    boolean possible(Peer map) {
        boolean ours = map == Peer.REHASHING_MAP || map == Peer.REHASHING_TABLE;
        return switch (this) {
            case SCAN, SAMPLE -> ours;
            case CLEAR -> map != Peer.REHASHING_TABLE;
            case GROW, GET, OVERWRITE, FIRST_NEXT, SHRINK, LAST_NEXT -> true;
        };
    }

    /** As in results. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
