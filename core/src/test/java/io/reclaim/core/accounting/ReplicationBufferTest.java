package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplicationBufferTest {
    private static final int BLOCK = 1000;

    private final MemoryLedger ledger = new MemoryLedger();
    private final ClientBuffers clients = new ClientBuffers(ledger, 24);
    private final ReplicationBuffer stream = new ReplicationBuffer(ledger, clients, BLOCK, 3 * (BLOCK + 24));

    @AfterEach
    void integrityHolds() {
        stream.checkIntegrity();
        clients.checkIntegrity();
        ledger.checkIntegrity();
    }

    private OutputBuffer replica() {
        OutputBuffer replica = clients.open(ClientClass.REPLICA, false);
        assertThat(stream.follow(replica, stream.end())).isTrue();
        return replica;
    }

    private long backlog() {
        return ledger.bytes(MemoryPurpose.REPLICATION_BACKLOG.account());
    }

    private long beyond() {
        return ledger.bytes(MemoryPurpose.REPLICA_OUTPUT.account());
    }

    @Test
    void append_threeReplicas_chargesOnce() {
        OutputBuffer slow = replica();
        OutputBuffer middle = replica();
        OutputBuffer fast = replica();
        stream.append(5 * BLOCK);

        assertThat(ledger.used()).isEqualTo(5 * (BLOCK + 24)).isEqualTo(stream.heldBytes());
        assertThat(backlog()).isEqualTo(3 * (BLOCK + 24));
        assertThat(beyond()).isEqualTo(2 * (BLOCK + 24)).isEqualTo(ledger.notCounted());
        stream.sent(fast, 5 * BLOCK);
        stream.sent(middle, BLOCK);
        assertThat(beyond()).as("the slowest holds all").isEqualTo(2 * (BLOCK + 24));
        stream.sent(slow, 2 * BLOCK);
        assertThat(beyond()).as("now the middle one").isEqualTo(BLOCK + 24);
        assertThat(slow.outputBytes()).isEqualTo(3 * (BLOCK + 24));
        assertThat(middle.outputBytes()).isEqualTo(4 * (BLOCK + 24));
        assertThat(fast.outputBytes()).isZero();
        clients.close(middle, BufferVerdict.HARD_LIMIT);
        assertThat(beyond()).as("blocks go whole").isEqualTo(BLOCK + 24);
        clients.close(slow, BufferVerdict.KEEP);
        clients.close(fast, BufferVerdict.KEEP);
        assertThat(backlog()).as("kept without replicas").isEqualTo(4 * (BLOCK + 24));
        assertThat(beyond()).isZero();
    }

    @Test
    void verdict_replicaThatFollows_isJudgedByWhatWaitsForIt() {
        clients.limits(clients.limits().with("replica 5000 0 0"));
        OutputBuffer replica = replica();
        stream.append(4800);
        assertThat(replica.outputBytes()).isEqualTo(4800 + 5 * 24);
        assertThat(replica.verdict(0)).isEqualTo(BufferVerdict.KEEP);
        stream.append(80);
        assertThat(replica.verdict(0)).isEqualTo(BufferVerdict.HARD_LIMIT);
        stream.backlogBytes(1 << 20);
        assertThat(replica.verdict(0)).as("not below the backlog").isEqualTo(BufferVerdict.KEEP);
    }

    @Test
    void follow_offset_ifItIsHeld() {
        stream.append(10 * BLOCK);
        OutputBuffer replica = clients.open(ClientClass.REPLICA, false);
        assertThat(stream.start()).isEqualTo(10 * BLOCK - 3 * (BLOCK + 24));
        assertThat(stream.follow(replica, stream.start() - 1)).isFalse();
        assertThat(stream.follow(replica, stream.end() + 1)).isFalse();
        assertThat(stream.follow(replica, stream.start())).isTrue();
        assertThat(replica.outputBytes()).isPositive();
        assertThatIllegalStateException().isThrownBy(() -> stream.follow(replica, stream.end()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stream.sent(replica, 3073))
                .withMessage("bytes must be 0 to 3072: 3073");
    }

    @Test
    void change_replicaNoMore_leaves() {
        OutputBuffer replica = replica();
        stream.append(10 * BLOCK);
        replica.queued(50, 0);
        assertThat(ledger.notCounted()).isPositive();
        clients.change(replica, ClientClass.NORMAL);
        assertThat(ledger.notCounted()).isZero();
        assertThat(replica.outputBytes()).isEqualTo(50);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stream.follow(replica, stream.end()))
                .withMessageContaining("NORMAL");
        assertThatIllegalStateException().isThrownBy(() -> stream.sent(replica, 0));
    }

    @Test
    void backlogBytes_lessOrMore_dropsOrFillsUp() {
        stream.append(10 * BLOCK);
        stream.backlogBytes(0);
        assertThat(ledger.used()).isZero();
        assertThat(stream.start()).isEqualTo(stream.end());
        stream.backlogBytes(1 << 20);
        assertThat(ledger.used()).isZero();
        stream.append(1);
        assertThat(ledger.used()).isEqualTo(BLOCK + 24);
    }

    @Test
    void badArguments_areNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> stream.append(-1)).withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stream.backlogBytes(-2))
                .withMessageContaining("-2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReplicationBuffer(new MemoryLedger(), clients, 0, 0))
                .withMessageContaining("blockCapacity");
    }
}
