import org.jspecify.annotations.NullMarked;

/** A size-class allocator for bytes, with active defragmentation. */
@NullMarked
module io.reclaim.allocator {
    requires static transitive org.jspecify;
    requires transitive io.reclaim.core;

    exports io.reclaim.allocator;
}
