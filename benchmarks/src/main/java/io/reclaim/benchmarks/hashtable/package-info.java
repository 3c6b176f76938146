/** What the hash tables cost beside their peers: throughput (JMH), the latency of single operations, bytes. */
package io.reclaim.benchmarks.hashtable;
