package io.reclaim.benchmarks.store;

import static java.util.Objects.requireNonNull;

import io.reclaim.allocator.DefragConfig;
import io.reclaim.allocator.PageSource;
import io.reclaim.allocator.SizeClasses;
import io.reclaim.core.DutyCycleConfig;
import io.reclaim.core.Ticker;
import io.reclaim.core.accounting.MemoryLimit;
import io.reclaim.eviction.EvictionConfig;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.expiry.ExpiryConfig;
import java.security.SecureRandom;

/**
 * What a {@link ReferenceStore} is made of. Begin with {@link #of} and change what you want by the {@code with} methods.
 *
 * @param maxBytes the limit, or {@link MemoryLimit#UNLIMITED}
 * @param policy what goes when it is reached
 * @param eviction settings of the policy
 * @param expiryMode how the stale are removed
 * @param expiry how hard they are looked for in the mode {@link ExpiryMode#FAITHFUL}, and the share of a tick that a
 *     step may take in any
 * @param duty how often and how long background work runs
 * @param defrag when blocks are moved
 * @param classes sizes of blocks and chunks
 * @param pages where memory for blocks comes from; of this store alone
 * @param seed of everything random, and of the secret that keys are hashed with
 * @param pace the clock that ends a step of background work
 */
public record StoreConfig(
        long maxBytes,
        MaxMemoryPolicy policy,
        EvictionConfig eviction,
        ExpiryMode expiryMode,
        ExpiryConfig expiry,
        DutyCycleConfig duty,
        DefragConfig defrag,
        SizeClasses classes,
        PageSource pages,
        long seed,
        Ticker pace) {

    /** Checks for nulls; numbers are checked by those who use them. */
    public StoreConfig {
        requireNonNull(policy, "policy");
        requireNonNull(eviction, "eviction");
        requireNonNull(expiryMode, "expiryMode");
        requireNonNull(expiry, "expiry");
        requireNonNull(duty, "duty");
        requireNonNull(defrag, "defrag");
        requireNonNull(classes, "classes");
        requireNonNull(pages, "pages");
        requireNonNull(pace, "pace");
    }

    /**
     * A store on the heap with the defaults of every module.
     *
     * @param maxBytes the limit, or {@link MemoryLimit#UNLIMITED}
     * @param policy what goes when it is reached
     * @param pages where memory for blocks comes from
     * @return the configuration, with chunks and classes that suit the limit, and a seed that nobody can guess
     */
    public static StoreConfig of(long maxBytes, MaxMemoryPolicy policy, PageSource pages) {
        return new StoreConfig(
                maxBytes,
                policy,
                EvictionConfig.defaults(),
                ExpiryMode.EXACT,
                ExpiryConfig.effort(1),
                DutyCycleConfig.defaults(),
                DefragConfig.defaults(),
                SizeClasses.forBytes(maxBytes),
                pages,
                new SecureRandom().nextLong(),
                Ticker.system());
    }

    /**
     * This configuration with other settings of the policy.
     *
     * @param wanted the settings
     * @return a copy
     */
    public StoreConfig withEviction(EvictionConfig wanted) {
        return new StoreConfig(maxBytes, policy, wanted, expiryMode, expiry, duty, defrag, classes, pages, seed, pace);
    }

    /**
     * This configuration with another way of expiring.
     *
     * @param wanted the mode
     * @return a copy
     */
    public StoreConfig withExpiryMode(ExpiryMode wanted) {
        return new StoreConfig(maxBytes, policy, eviction, wanted, expiry, duty, defrag, classes, pages, seed, pace);
    }

    /**
     * This configuration with another effort of expiring.
     *
     * @param wanted the settings
     * @return a copy
     */
    public StoreConfig withExpiry(ExpiryConfig wanted) {
        return new StoreConfig(
                maxBytes, policy, eviction, expiryMode, wanted, duty, defrag, classes, pages, seed, pace);
    }

    /**
     * This configuration with another seed and a clock for background work.
     *
     * @param wantedSeed of everything random
     * @param wantedPace the clock; one that counts makes every run the same
     * @return a copy
     */
    public StoreConfig withSeed(long wantedSeed, Ticker wantedPace) {
        return new StoreConfig(
                maxBytes, policy, eviction, expiryMode, expiry, duty, defrag, classes, pages, wantedSeed, wantedPace);
    }
}
