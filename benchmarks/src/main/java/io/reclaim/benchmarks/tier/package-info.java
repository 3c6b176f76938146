/**
 * A second, slower tier behind a store in memory: {@link io.reclaim.benchmarks.tier.TieredStore} over any
 * {@link io.reclaim.benchmarks.tier.Tier}, of which {@link io.reclaim.benchmarks.tier.MvStoreTier} is one in a file.
 */
package io.reclaim.benchmarks.tier;
