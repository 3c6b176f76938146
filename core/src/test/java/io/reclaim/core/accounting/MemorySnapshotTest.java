package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemorySnapshot.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemorySnapshotTest {
    private final MemorySnapshot snapshot = new MemorySnapshot(
            List.of(
                    new Entry("dataset", Kind.DATASET, 1000),
                    new Entry("clients.normal.query", Kind.OVERHEAD, 1),
                    new Entry("rows", Kind.OVERHEAD, 200),
                    new Entry("clients.replica.output", Kind.NOT_COUNTED, 30),
                    new Entry("clients.normal.output", Kind.OVERHEAD, 4)),
            2000);

    @Test
    void tree_branches_comeBeforeWhatIsBelow() {
        assertThat(snapshot.tree().keySet())
                .containsExactly(
                        "dataset",
                        "clients",
                        "clients.normal",
                        "clients.normal.query",
                        "clients.normal.output",
                        "clients.replica",
                        "clients.replica.output",
                        "rows");
        assertThat(snapshot.tree()).containsEntry("clients", 35L).containsEntry("clients.normal", 5L);
    }

    @Test
    void sums_kinds_notCountedIsOverhead() {
        assertThat(snapshot.used()).isEqualTo(1235);
        assertThat(snapshot.overhead()).isEqualTo(235);
        assertThat(snapshot.notCounted()).isEqualTo(30);
        assertThat(snapshot.dataset()).isEqualTo(1000);
        assertThat(snapshot.bytes(MemoryPurpose.REPLICA_OUTPUT)).isEqualTo(30);
        assertThat(snapshot.bytes(MemoryPurpose.SCRIPTS)).isZero();
    }

    @Test
    void peak_readBeforeTheAccountsGrew_isRaised() {
        assertThat(new MemorySnapshot(List.of(new Entry("a", Kind.DATASET, 10)), 7).peak())
                .isEqualTo(10);
    }

    @Test
    void toString_tree_isIndented() {
        assertThat(snapshot.toString().lines().map(String::stripTrailing))
                .containsExactly(
                        "             1,235          used, peak 2,000",
                        "             1,000  80.97%  dataset",
                        "                35   2.83%  clients",
                        "                 5   0.40%    normal",
                        "                 1   0.08%      query",
                        "                 4   0.32%      output",
                        "                30   2.43%    replica",
                        "                30   2.43%      output",
                        "               200  16.19%  rows");
    }
}
