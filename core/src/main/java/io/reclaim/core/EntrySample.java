package io.reclaim.core;

/**
 * A reusable list of (ref, attribute) pairs that a population fills and an algorithm reads.
 *
 * <p>The {@linkplain #target() target} is how many pairs the reader would like; a population stops there. Crossing a
 * module boundary once for many entries instead of once for each is the reason this class exists.
 *
 * <p>All operations are O(1) and allocate nothing. Not thread-safe.
 */
public final class EntrySample {
    private int size;
    private int target;
    private final int[] refs;
    private final long[] attributes;

    /**
     * An empty sample.
     *
     * @param capacity the largest target, {@code >= 1}
     */
    public EntrySample(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be positive: " + capacity);
        }
        refs = new int[capacity];
        attributes = new long[capacity];
        target = capacity;
    }

    /**
     * Empties the sample and sets its target.
     *
     * @param target how many pairs are wanted, 1 to {@link #capacity()}
     * @return this
     */
    public EntrySample clear(int target) {
        if (target < 1 || target > refs.length) {
            throw new IllegalArgumentException("target must be 1 to " + refs.length + ": " + target);
        }
        this.target = target;
        size = 0;
        return this;
    }

    /**
     * Adds a pair; must not be called when {@link #full()}.
     *
     * @param ref the entry
     * @param attribute what the population knows of it, {@code >= 0}
     */
    public void add(int ref, long attribute) {
        assert size < target : "sample is full: " + target;
        assert attribute >= 0 : "attribute of ref " + ref + " is negative: " + attribute;
        refs[size] = ref;
        attributes[size] = attribute;
        size++;
    }

    /**
     * Whether the target is reached.
     *
     * @return true if no pair may be added
     */
    public boolean full() {
        return size == target;
    }

    /**
     * The number of pairs.
     *
     * @return 0 to {@link #target()}
     */
    public int size() {
        return size;
    }

    /**
     * The number of pairs wanted.
     *
     * @return as set last
     */
    public int target() {
        return target;
    }

    /**
     * The largest target.
     *
     * @return as constructed
     */
    public int capacity() {
        return refs.length;
    }

    /**
     * A pair's ref.
     *
     * @param index 0 to {@link #size()} - 1
     * @return the ref
     */
    public int ref(int index) {
        return refs[index];
    }

    /**
     * A pair's attribute.
     *
     * @param index 0 to {@link #size()} - 1
     * @return the attribute, as it was when the pair was added
     */
    public long attribute(int index) {
        return attributes[index];
    }

    /**
     * Replaces the attribute of a pair, as a join does.
     *
     * @param index 0 to {@link #size()} - 1
     * @param attribute the new attribute, {@code >= 0}
     */
    public void attribute(int index, long attribute) {
        assert attribute >= 0 : "attribute of ref " + refs[index] + " is negative: " + attribute;
        attributes[index] = attribute;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("EntrySample[");
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "" : ", ").append(refs[i]).append('=').append(attributes[i]);
        }
        return text.append(']').toString();
    }
}
