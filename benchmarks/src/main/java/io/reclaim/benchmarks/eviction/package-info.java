/** What eviction costs beside its peers. */
package io.reclaim.benchmarks.eviction;
