/** The allocator beside others: speed, fragmentation, and a long run against a model. */
package io.reclaim.benchmarks.allocator;
