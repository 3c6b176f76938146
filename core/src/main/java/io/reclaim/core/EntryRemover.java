package io.reclaim.core;

/**
 * The one door that entries leave by, implemented by the store: only it knows what else hangs on an entry.
 *
 * <p>It is called when the caller's own state is whole. It may call back into the caller's module. It must not throw;
 * if it does, the exception passes through and all structures stay valid.
 */
@FunctionalInterface
public interface EntryRemover {
    /** The answer when there was nothing to remove. */
    long NOT_LIVE = -1;

    /**
     * Removes an entry and everything that hangs on it, then tells the listeners.
     *
     * @param ref the entry
     * @param cause why
     * @return bytes released, {@code >= 0}, or {@link #NOT_LIVE}
     */
    long remove(int ref, RemovalCause cause);
}
