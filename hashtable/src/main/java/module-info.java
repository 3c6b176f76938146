import org.jspecify.annotations.NullMarked;

/** Hash tables that rehash one bucket at a time: an index of refs, a table of keys, a map. */
@NullMarked
module io.reclaim.hashtable {
    requires static transitive org.jspecify;
    requires transitive io.reclaim.core;

    exports io.reclaim.hashtable;
}
