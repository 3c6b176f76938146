package io.reclaim.benchmarks.hashtable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Times every operation of one table: what {@link LatencyCommand} runs in a JVM for each. */
final class LatencyRun {
    /*
     * Warm-up: many rounds of two entries, which compile the operations of which a round has one, and between them
     * rounds of as many entries as show every branch but those of the largest tables. What is compiled again in the
     * first round does not disturb the same operation in the second.
     *
     * A few rounds of two entries also go before every phase: the code of an operation that comes once in a round, or
     * first after a collection (which arms every compiled method for a check at its next call), would else be cold.
     * What is timed is then what the table does.
     *
     * The heap is collected before a table grows and when it is full, so that a round begins with an empty young
     * generation. The command makes that large enough for all that growing allocates; most runs have no collection
     * while they are timed.
     */

    /** The parts of growth of which the worst put is told. */
    static final int PARTS = 512;

    private static final int TINY = 2;
    private static final int TINY_ROUNDS = 3_000;
    private static final int SETTLING_ROUNDS = 20;
    private static final int WARM_UP_ENTRIES = 100_000;
    private static final int WARM_UP_ROUNDS = 8;
    private static final int CLOCK_READS = 1_000_000;

    private final Peer peer;
    private final CollectionCounter collections = new CollectionCounter();
    private final OperationTimes times;
    private final TimedMap map;
    private final Map<Phase, PhaseLatency> latencies = new EnumMap<>(Phase.class);

    private LatencyRun(Peer peer, KeyKind kind, int entries) {
        this.peer = peer;
        times = new OperationTimes(entries, System::nanoTime, collections::count);
        Object[] growing = kind.keys(1, entries);
        map = new TimedMap(peer, growing, KeyKind.shuffled(growing, 2), times);
        for (Phase phase : Phase.values()) {
            if (phase.possible(peer)) {
                latencies.put(phase, new PhaseLatency(phase.operations(entries)));
            }
        }
    }

    /** How often a run says that it goes on. */
    static int steps(int rounds) {
        return 2 + rounds * Phase.values().length;
    }

    /**
     * A child of {@link ChildJvm}.
     *
     * @param args file for the answer, table, keys, entries, rounds
     * @throws IOException if the file cannot be written
     */
    public static void main(String[] args) throws IOException {
        Peer peer = Peer.valueOf(args[1]);
        KeyKind kind = KeyKind.valueOf(args[2]);
        int entries = Integer.parseInt(args[3]);
        int rounds = Integer.parseInt(args[4]);
        LatencyRun tiny = new LatencyRun(peer, kind, TINY);
        LatencyRun small = new LatencyRun(peer, kind, Math.min(entries, WARM_UP_ENTRIES));
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            tiny.untimed(TINY_ROUNDS);
            small.untimed(1);
        }
        long clockNanos = clockNanos();
        ChildJvm.step();
        LatencyRun run = new LatencyRun(peer, kind, entries);
        ChildJvm.step();
        for (int round = 0; round < rounds; round++) {
            run.round(tiny);
        }
        ChildJvm.answer(Path.of(args[0]), run.result(kind, entries, rounds, clockNanos));
    }

    private void untimed(int rounds) {
        for (int i = 0; i < rounds; i++) {
            for (Phase phase : latencies.keySet()) {
                map.prepare(phase);
                map.run(phase);
            }
        }
    }

    /** The mean difference of two consecutive reads. */
    private static long clockNanos() {
        long start = System.nanoTime();
        long end = start;
        for (int i = 0; i < CLOCK_READS; i++) {
            end = System.nanoTime();
        }
        return Math.round((double) (end - start) / CLOCK_READS);
    }

    private void round(LatencyRun tiny) {
        map.drop();
        for (Phase phase : Phase.values()) {
            PhaseLatency latency = latencies.get(phase);
            if (latency != null) {
                if (phase == Phase.GROW || phase == Phase.GET) {
                    System.gc();
                }
                map.prepare(phase);
                tiny.untimed(SETTLING_ROUNDS);
                long before = collections.millis();
                map.run(phase);
                latency.add(times, collections.millis() - before);
            }
            ChildJvm.step();
        }
    }

    private Map<String, Object> result(KeyKind kind, int entries, int rounds, long clockNanos) {
        List<Map<String, Object>> phases = new ArrayList<>();
        latencies.forEach((phase, latency) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("map", peer.toString());
            row.put("keys", kind.toString());
            row.put("entries", entries);
            row.put("rounds", rounds);
            row.put("phase", phase.toString());
            row.putAll(latency.result());
            row.put("clockNanos", clockNanos);
            row.put("heapBytes", Runtime.getRuntime().maxMemory());
            row.put("collectors", collections.toString());
            phases.add(row);
        });
        PhaseLatency growth = latencies.get(Phase.GROW);
        long[] worst = growth == null ? new long[0] : growth.worstOfParts(Math.min(PARTS, entries));
        return Map.of("phases", phases, "growthNanos", worst);
    }
}
