package io.reclaim.expiry;

/**
 * When a new deadline is accepted. No deadline counts as later than any.
 *
 * @see "Redis expire.c, expireGenericCommand"
 */
public enum ExpireCondition {
    /** Always. */
    ALWAYS,
    /** Only if there is none. */
    NX,
    /** Only if there is one. */
    XX,
    /** Only if the new one is later. */
    GT,
    /** Only if the new one is earlier. */
    LT;

    /**
     * Whether a new deadline is accepted.
     *
     * @param currentMillis the entry's deadline or {@link Deadlines#NO_DEADLINE}
     * @param proposedMillis the new one
     * @return true to take it
     */
    public boolean permits(long currentMillis, long proposedMillis) {
        return switch (this) {
            case ALWAYS -> true;
            case NX -> currentMillis == Deadlines.NO_DEADLINE;
            case XX -> currentMillis != Deadlines.NO_DEADLINE;
            case GT -> proposedMillis > currentMillis;
            case LT -> proposedMillis < currentMillis;
        };
    }
}
