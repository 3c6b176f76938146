/**
 * What the modules of Reclaim share.
 *
 * <h2>Entries</h2>
 * <p>An entry is a dense {@code int} <em>ref</em>, taken from a {@link io.reclaim.core.RefSlab} and stable until it is
 * released; then it is reused. What modules keep of an entry are <em>columns</em> ({@link io.reclaim.core.IntColumn},
 * {@link io.reclaim.core.LongColumn}) of one row per ref ({@link io.reclaim.core.EntryRows}); a column is owned by one
 * module and nobody else knows that it exists. {@link io.reclaim.core.SlabCompaction}, where it is used, gives entries
 * lower refs so that pages of rows can be given back, and has whoever keeps refs told by
 * {@link io.reclaim.core.RefHolder}.
 *
 * <h2>Populations</h2>
 * <p>An algorithm that looks at many entries asks a {@link io.reclaim.core.SampledPopulation} or a
 * {@link io.reclaim.core.ScannedPopulation} to fill an {@link io.reclaim.core.EntrySample}, one call for many entries,
 * and then reads plain arrays. {@link io.reclaim.core.ColumnPopulation} is the population of all live refs.
 *
 * <h2>The removal protocol</h2>
 * <p>Only the store knows what hangs on an entry, so every removal goes through its
 * {@link io.reclaim.core.EntryRemover}. Refs are reused, so whoever found a candidate reads
 * {@link io.reclaim.core.Population#attribute(int)} again right before it removes, and lets the candidate go when the
 * answer is {@link io.reclaim.core.Population#GONE} or has changed in the entry's favour. This replaces generation
 * counters.
 *
 * <h2>Work</h2>
 * <p>Whatever can take long is an {@link io.reclaim.core.IncrementalWork} that spends a
 * {@link io.reclaim.core.WorkBudget}; a {@link io.reclaim.core.DutyCycle} gives each work its share of a tick.
 * No algorithm reads a clock: {@code nowMillis} is an argument, and only {@link io.reclaim.core.WorkBudget} and the
 * duty cycle's measurements hold a {@link io.reclaim.core.Ticker}.
 */
package io.reclaim.core;
