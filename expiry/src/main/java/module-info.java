import org.jspecify.annotations.NullMarked;

/** Deadlines of entries, and the active removal of those that have passed theirs. */
@NullMarked
module io.reclaim.expiry {
    requires static transitive org.jspecify;
    requires transitive io.reclaim.core;

    exports io.reclaim.expiry;
}
