/**
 * The main job: a real trace through a {@link io.reclaim.benchmarks.store.ReferenceStore} under a memory limit.
 *
 * <p>{@link io.reclaim.benchmarks.replay.ReplayCommand} reads options, {@link io.reclaim.benchmarks.replay.Workload}
 * turns requests of a trace into keys, values and deadlines, {@link io.reclaim.benchmarks.replay.Replay} runs them, and
 * {@link io.reclaim.benchmarks.replay.ReplayResult} is what came out.
 */
package io.reclaim.benchmarks.replay;
