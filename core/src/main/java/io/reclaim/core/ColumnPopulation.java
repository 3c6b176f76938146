package io.reclaim.core;

import static java.util.Objects.requireNonNull;

/**
 * All live refs of a slab, with an {@code int} column as attribute, read as unsigned: the population that an
 * {@code allkeys} policy evicts from.
 *
 * <p>Draws are uniform; a scan goes from high refs to low. Allocates nothing. Not thread-safe.
 */
public final class ColumnPopulation implements SampledPopulation, ScannedPopulation {
    private final RefSlab slab;
    private final IntColumn column;

    /**
     * A view; holds nothing itself.
     *
     * @param slab who is live
     * @param column what is reported of them; of the slab's rows
     */
    public ColumnPopulation(RefSlab slab, IntColumn column) {
        this.slab = requireNonNull(slab, "slab");
        this.column = requireNonNull(column, "column");
    }

    @Override
    public int size() {
        return slab.size();
    }

    @Override
    public long attribute(int ref) {
        return slab.live(ref) ? Integer.toUnsignedLong(column.get(ref)) : GONE;
    }

    @Override
    public void sample(EntrySample into) {
        int from = into.size();
        slab.sample(into);
        fill(into, from);
    }

    @Override
    public long scan(long cursor, int maxPlaces, EntrySample into) {
        int from = into.size();
        long next = slab.scan(cursor, maxPlaces, into);
        fill(into, from);
        return next;
    }

    private void fill(EntrySample into, int from) {
        for (int i = from; i < into.size(); i++) {
            into.attribute(i, Integer.toUnsignedLong(column.get(into.ref(i))));
        }
    }

    @Override
    public String toString() {
        return "ColumnPopulation[" + slab + "]";
    }
}
