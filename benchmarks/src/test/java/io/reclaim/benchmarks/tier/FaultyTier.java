package io.reclaim.benchmarks.tier;

import java.io.IOException;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A tier whose calls fail, before or after they did what was asked. */
final class FaultyTier implements Tier {
    private final Tier tier;
    private final SplittableRandom random;
    int failPercent;
    long failures;

    FaultyTier(Tier tier, long seed) {
        this.tier = tier;
        this.random = new SplittableRandom(seed);
    }

    private void perhapsFail() throws IOException {
        if (random.nextInt(200) < failPercent) {
            failures++;
            throw new IOException("injected");
        }
    }

    @Override
    public byte @Nullable [] get(byte[] key) throws IOException {
        perhapsFail();
        perhapsFail();
        return tier.get(key);
    }

    @Override
    public void put(byte[] key, byte[] written) throws IOException {
        perhapsFail();
        tier.put(key, written);
        perhapsFail();
    }

    @Override
    public void remove(byte[] key) throws IOException {
        perhapsFail();
        tier.remove(key);
        perhapsFail();
    }

    @Override
    public void commit() throws IOException {
        perhapsFail();
        tier.commit();
        perhapsFail();
    }

    @Override
    public boolean has(byte[] key) throws IOException {
        perhapsFail();
        return tier.has(key);
    }

    @Override
    public boolean keptAfterCrash() {
        return tier.keptAfterCrash();
    }

    @Override
    public void distrust() throws IOException {
        perhapsFail();
        tier.distrust();
        perhapsFail();
    }

    @Override
    public long evicted() {
        return tier.evicted();
    }

    @Override
    public void clear() throws IOException {
        perhapsFail();
        tier.clear();
        perhapsFail();
    }

    @Override
    public long size() {
        return tier.size();
    }

    @Override
    public void close(boolean whole) throws IOException {
        perhapsFail();
        tier.close(whole);
    }
}
