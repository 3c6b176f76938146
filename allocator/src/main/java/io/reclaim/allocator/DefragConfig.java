package io.reclaim.allocator;

/**
 * When a {@link Defragmenter} works.
 *
 * @param startRatio it begins when used and idle bytes together are more than this times the used, for
 *     instance 1.03; descriptors and tags, which moving does not reduce, are left out
 * @param ignoreBytes it does not begin while less than this is idle (Redis: {@code active-defrag-ignore-bytes})
 */
public record DefragConfig(double startRatio, long ignoreBytes) {

    /**
     * Checks the arguments.
     *
     * @param startRatio see the record
     * @param ignoreBytes see the record
     */
    public DefragConfig {
        if (!(startRatio >= 1)) {
            throw new IllegalArgumentException("startRatio must be at least 1: " + startRatio);
        }
        if (ignoreBytes < 0) {
            throw new IllegalArgumentException("ignoreBytes must not be negative: " + ignoreBytes);
        }
    }

    /**
     * Begins at 3 %, whatever the size.
     *
     * @return the defaults
     */
    public static DefragConfig defaults() {
        return new DefragConfig(1.03, 0);
    }
}
