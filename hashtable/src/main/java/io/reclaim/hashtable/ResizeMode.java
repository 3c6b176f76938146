package io.reclaim.hashtable;

/**
 * Whether a table may change its size.
 *
 * @see "Redis dict.c, dict_can_resize"
 */
public enum ResizeMode {
    /** Grow when full, shrink when an eighth of that is left. */
    ALLOW(1),
    /** Grow and shrink only when it is four times as urgent; for instance while a snapshot is being written. */
    AVOID(4),
    /** Do neither, and leave a rehash that has begun where it is. */
    FORBID(0);

    private final int urgency;

    ResizeMode(int urgency) {
        this.urgency = urgency;
    }

    /** How many times the usual threshold has to be passed; 0 for never. */
    int urgency() {
        return urgency;
    }
}
