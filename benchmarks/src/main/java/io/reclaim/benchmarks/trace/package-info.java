/**
 * Traces of real caches: what is in them ({@link io.reclaim.benchmarks.trace.Access}), how they are written
 * ({@link io.reclaim.benchmarks.trace.TraceFormat}), which come with the project
 * ({@link io.reclaim.benchmarks.trace.Trace#named}). Any file may be plain, gzip, xz or zstd, told apart by its
 * first bytes.
 */
package io.reclaim.benchmarks.trace;
