/** Policies beside each other on traces, ours and others': what share of the requests each finds, in caches of several sizes. */
package io.reclaim.benchmarks.hitratio;
