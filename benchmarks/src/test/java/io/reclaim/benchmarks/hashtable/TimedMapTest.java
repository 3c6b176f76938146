package io.reclaim.benchmarks.hashtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TimedMapTest {
    private static final int ENTRIES = 10_000;

    private long now;
    private final OperationTimes times = new OperationTimes(ENTRIES, () -> ++now, () -> 0);

    @ParameterizedTest
    @EnumSource(Peer.class)
    void run_everyPossiblePhase_timesEveryOperation(Peer peer) {
        Object[] keys = KeyKind.LONG.keys(1, ENTRIES);
        TimedMap map = new TimedMap(peer, keys, KeyKind.shuffled(keys, 2), times);
        for (int round = 0; round < 2; round++) {
            for (Phase phase : Phase.values()) {
                if (phase.possible(peer)) {
                    map.prepare(phase);
                    map.run(phase);
                    assertThat(times.size()).isEqualTo(phase.operations(ENTRIES));
                    for (int i = 0; i < times.size(); i++) {
                        assertThat(times.code(i)).as("%s %d", phase, i).isEqualTo(1);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Peer.class)
    void run_keysThatAreNotThere_isAWrongAnswer(Peer peer) {
        Object[] keys = KeyKind.STRING.keys(1, 10);
        TimedMap map = new TimedMap(peer, keys, KeyKind.STRING.keys(2, 10), times);
        map.prepare(Phase.GROW);
        map.run(Phase.GROW);
        assertThatThrownBy(() -> map.run(Phase.GET))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("get");
    }
}
