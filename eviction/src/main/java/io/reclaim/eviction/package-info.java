/**
 * Which entry goes when memory is needed.
 *
 * <ul>
 * <li>{@link io.reclaim.eviction.EvictionPolicy} ranks entries by 32 bits of metadata each:
 *     {@link io.reclaim.eviction.ApproximateLru}, {@link io.reclaim.eviction.LogarithmicLfu},
 *     {@link io.reclaim.eviction.LeastRecentlyModified}, {@link io.reclaim.eviction.VolatileTtl},
 *     {@link io.reclaim.eviction.RandomEviction}.
 * <li>{@link io.reclaim.eviction.HitDensity} ranks by what it learns of the workload, and remembers the evicted.
 * <li>{@link io.reclaim.eviction.SampledEvictor} draws a few entries, keeps the coldest in an
 *     {@link io.reclaim.eviction.EvictionPool} and removes the coldest of those.
 * <li>{@link io.reclaim.eviction.CandidateWeight} adds what the policy does not know: sizes, entries that must stay;
 *     {@link io.reclaim.eviction.EvictionReport} says what was done.
 * <li>{@link io.reclaim.eviction.EvictionQuirk} and {@link io.reclaim.eviction.BucketWalk} make it choose as Redis does,
 *     for whoever compares.
 * <li>{@link io.reclaim.eviction.AttributeJoin} draws from one population and ranks by another.
 * <li>{@link io.reclaim.eviction.EvictionWork} evicts in steps while a limit is exceeded.
 * <li>{@link io.reclaim.eviction.MaxMemoryPolicy} has Redis' ten names and {@code hit-density};
 *     {@link io.reclaim.eviction.EvictionConfig} their settings.
 * <li>{@link io.reclaim.eviction.MorrisCounter} and {@link io.reclaim.eviction.CoarseClock} are usable alone.
 * <li>Beside the path of requests: {@link io.reclaim.eviction.MissRatioCurve} estimates what other sizes would miss,
 *     {@link io.reclaim.eviction.HotKeys} finds the keys that are used most, {@link io.reclaim.eviction.SizeHistogram}
 *     counts entries by size.
 * </ul>
 *
 * <p>A store keeps an {@code int} of metadata for each entry, calls {@code admit}, {@code touch} and {@code modify} to
 * get its next value, and hands the evictor a population whose attribute is that metadata.
 */
package io.reclaim.eviction;
