import org.jspecify.annotations.NullMarked;

/** Sampled eviction: policies that rank entries, and the evictor that draws, compares and removes. */
@NullMarked
module io.reclaim.eviction {
    requires static transitive org.jspecify;
    requires transitive io.reclaim.core;

    exports io.reclaim.eviction;
}
