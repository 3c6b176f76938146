package io.reclaim.eviction;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.EntrySample;
import io.reclaim.core.Population;
import io.reclaim.core.SampledPopulation;

/**
 * Draws from one population and reports the attribute of another: {@code volatile-lru} draws from the entries with a
 * deadline and ranks by metadata.
 *
 * <p>Allocates nothing. Not thread-safe.
 */
public final class AttributeJoin implements SampledPopulation {
    private final SampledPopulation drawn;
    private final Population attributes;

    /**
     * A view; holds nothing itself.
     *
     * @param drawn who can be drawn
     * @param attributes what is reported; must know everyone who can be drawn
     */
    public AttributeJoin(SampledPopulation drawn, Population attributes) {
        this.drawn = requireNonNull(drawn, "drawn");
        this.attributes = requireNonNull(attributes, "attributes");
    }

    @Override
    public int size() {
        return drawn.size();
    }

    @Override
    public long attribute(int ref) {
        return drawn.attribute(ref) == GONE ? GONE : attributes.attribute(ref);
    }

    @Override
    public void sample(EntrySample into) {
        int from = into.size();
        drawn.sample(into);
        for (int i = from; i < into.size(); i++) {
            long attribute = attributes.attribute(into.ref(i));
            assert attribute != GONE : "drawn but without attribute: " + into.ref(i);
            into.attribute(i, attribute);
        }
    }

    @Override
    public String toString() {
        return "AttributeJoin[" + drawn + ", " + attributes + "]";
    }
}
