package io.reclaim.allocator;

/**
 * What a block's handle is made of.
 *
 * <pre>{@code
 *     63 62           48 47                20 19            0
 *     | 0 |  generation |        page        |    offset     |
 * }</pre>
 *
 * <p>The generation is that of the run (or large block) when it was opened, never 0, so that no handle is 0 and a handle
 * into a run that was given back and opened again is recognised, but for one in 32,767. Two blocks that one after the
 * other have the same place in the same run have the same handle.
 */
final class Handle {
    static final int PAGE_SHIFT = SizeClasses.MAX_CHUNK_LOG2;
    static final int GENERATION_SHIFT = 48;
    static final int MAX_GENERATION = (1 << 15) - 1;
    static final int MAX_PAGE = (1 << (GENERATION_SHIFT - PAGE_SHIFT)) - 1;
    private static final int OFFSET_MASK = (1 << PAGE_SHIFT) - 1;

    private Handle() {}

    static long of(int generation, int page, int offset) {
        return (long) generation << GENERATION_SHIFT | (long) page << PAGE_SHIFT | offset;
    }

    static int page(long handle) {
        return (int) (handle >>> PAGE_SHIFT) & MAX_PAGE;
    }

    static int offset(long handle) {
        return (int) handle & OFFSET_MASK;
    }

    static int generation(long handle) {
        return (int) (handle >>> GENERATION_SHIFT);
    }

    static String text(long handle) {
        return "0x" + Long.toHexString(handle);
    }
}
