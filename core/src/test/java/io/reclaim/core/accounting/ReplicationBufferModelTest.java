package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The stream beside a set of the numbers of its bytes: a byte is held if the backlog or any replica needs it, once. */
class ReplicationBufferModelTest {
    private static final int STEPS = 300;
    private static final int OVERHEAD = 7;

    private final Map<OutputBuffer, Integer> positions = new LinkedHashMap<>();
    private final BitSet needed = new BitSet();

    @Property(tries = 150, seed = "331")
    void stream_anyReplicas_holdsEachByteThatAnybodyNeedsOnce(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 40) int block,
            @ForAll @IntRange(max = 200) int backlog) {
        positions.clear();
        needed.clear();
        MemoryLedger ledger = new MemoryLedger();
        ClientBuffers clients = new ClientBuffers(ledger, OVERHEAD);
        ReplicationBuffer stream = new ReplicationBuffer(ledger, clients, block, backlog);
        SplittableRandom random = new SplittableRandom(seed);
        int size = backlog;
        int from = 0;
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(8)) {
                case 0 -> {
                    OutputBuffer replica = clients.open(ClientClass.REPLICA, false);
                    int offset = (int) stream.end() - random.nextInt(60);
                    boolean held = offset >= from && offset <= stream.end();
                    assertThat(stream.follow(replica, offset)).isEqualTo(held);
                    if (held) {
                        positions.put(replica, offset);
                    }
                }
                case 1 -> leave(clients, random);
                case 2 -> {
                    size = random.nextInt(3) == 0 ? random.nextInt(200) : size;
                    stream.backlogBytes(size);
                }
                case 3, 4, 5 -> read(stream, random);
                default -> stream.append(random.nextInt(50));
            }
            from = check(stream, ledger, block, size, from);
            stream.checkIntegrity();
            clients.checkIntegrity();
            ledger.checkIntegrity();
        }
    }

    private void leave(ClientBuffers clients, SplittableRandom random) {
        if (!positions.isEmpty()) {
            OutputBuffer replica = pick(random);
            positions.remove(replica);
            if (random.nextBoolean()) {
                clients.close(replica, BufferVerdict.KEEP);
            } else {
                clients.change(replica, ClientClass.NORMAL);
            }
        }
    }

    private void read(ReplicationBuffer stream, SplittableRandom random) {
        if (!positions.isEmpty()) {
            OutputBuffer replica = pick(random);
            int bytes = random.nextInt((int) stream.end() - positions.get(replica) + 1);
            stream.sent(replica, bytes);
            positions.merge(replica, bytes, Integer::sum);
        }
    }

    private OutputBuffer pick(SplittableRandom random) {
        return positions.keySet().stream()
                .skip(random.nextInt(positions.size()))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the first byte held. */
    private int check(ReplicationBuffer stream, MemoryLedger ledger, int block, int backlog, int fromBefore) {
        int end = (int) stream.end();
        needed.clear();
        needed.set(Math.max(0, end - backlog), end);
        positions.values().forEach(position -> needed.set(position, end));
        needed.clear(0, fromBefore);
        int from = needed.isEmpty() ? end : needed.nextSetBit(0);
        assertThat(stream.start()).isEqualTo(from);
        BitSet blocks = new BitSet();
        needed.stream().forEach(i -> blocks.set(i / block));
        long bytes = (long) blocks.cardinality() * (block + OVERHEAD);
        long toBacklog = positions.isEmpty() ? bytes : Math.min(bytes, backlog);
        assertThat(ledger.used()).isEqualTo(bytes).isEqualTo(stream.heldBytes());
        assertThat(ledger.bytes("replication.backlog")).isEqualTo(toBacklog);
        assertThat(ledger.notCounted()).isEqualTo(bytes - toBacklog);
        positions.forEach((replica, position) -> {
            long own = (long) end - position;
            long ownBlocks = own == 0 ? 0 : (end - 1) / block - position / block + 1;
            assertThat(replica.outputBytes()).isEqualTo(own + ownBlocks * OVERHEAD);
        });
        return from;
    }
}
