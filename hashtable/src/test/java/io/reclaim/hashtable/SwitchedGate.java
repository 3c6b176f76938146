package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.accounting.ObjectLayout;

/** A gate that tests open and close; counts what it is asked, and asserts that it is never more than a page. */
final class SwitchedGate implements GrowthGate {
    /** Bytes of a full page of an index's buckets. */
    static final long PAGE_BYTES = ObjectLayout.CURRENT.ints(4097);

    boolean open = true;
    long asked;
    long allowedBytes;
    long refused;

    @Override
    public boolean mayGrow(long bytes) {
        assertThat(bytes).isBetween(1L, PAGE_BYTES);
        asked++;
        if (open) {
            allowedBytes += bytes;
        } else {
            refused++;
        }
        return open;
    }
}
