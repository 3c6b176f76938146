package io.reclaim.eviction;

/** All entries are alike. Use it with one sample, and without offering newcomers: more is in vain. Stateless, thread-safe. */
public final class RandomEviction implements EvictionPolicy {

    /** The policy. */
    public RandomEviction() {}

    @Override
    public int admit(int hash, long nowMillis) {
        return 0;
    }

    @Override
    public int touch(int metadata, long nowMillis) {
        return metadata;
    }

    @Override
    public long coldness(long attribute, long nowMillis) {
        return 0;
    }

    @Override
    public String toString() {
        return "RandomEviction";
    }
}
