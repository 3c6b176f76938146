/**
 * What the hash tables cost beside their peers: throughput (JMH), the latency of single operations, bytes.
 *
 * <p>The commands run every table in a JVM of its own ({@code ChildJvm}): {@code LatencyRun} and {@code FootprintRun}
 * measure there, the reports compare.
 */
package io.reclaim.benchmarks.hashtable;
