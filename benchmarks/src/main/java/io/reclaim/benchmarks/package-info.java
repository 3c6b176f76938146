/** The command line: {@link io.reclaim.benchmarks.Reclaim}. */
package io.reclaim.benchmarks;
