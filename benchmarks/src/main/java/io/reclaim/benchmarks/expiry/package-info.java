/**
 * Expiry in virtual time: how much stays stale, for how long, and what it costs, for every strategy and many workloads.
 *
 * <p>A {@link io.reclaim.benchmarks.expiry.Simulation} runs a real strategy over a real slab; only the clock is made up,
 * so that results are exact and the same on every machine.
 */
package io.reclaim.benchmarks.expiry;
