package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/** Buffers beside a plain list of clients, which is searched and sorted. */
class ClientBuffersModelTest {

    private static final class Client {
        final OutputBuffer buffer;
        ClientClass of;
        final boolean exempt;
        long output;
        long other;
        /** When it came into the bucket that it is in. */
        long filed;

        Client(OutputBuffer buffer, ClientClass of, boolean exempt, long filed) {
            this.buffer = buffer;
            this.of = of;
            this.exempt = exempt;
            this.filed = filed;
        }

        boolean counted() {
            return of == ClientClass.NORMAL || of == ClientClass.PUBSUB;
        }

        int bucket() {
            int bucket = 0;
            for (long top = 32 << 10; output + other >= top && bucket < 18; top *= 2) {
                bucket++;
            }
            return bucket;
        }
    }

    private static final class Model {
        private final MemoryLedger ledger = new MemoryLedger();
        private final ClientBuffers clients = new ClientBuffers(ledger, 32);
        private final List<Client> open = new ArrayList<>();
        private long time;
        private long evicted;

        void connect(ClientClass of, boolean exempt) {
            open.add(new Client(clients.open(of, exempt), of, exempt, time++));
        }

        void change(int index, long output, long other) {
            if (open.isEmpty()) {
                return;
            }
            Client client = open.get(index % open.size());
            int before = client.bucket();
            if (output > client.output) {
                client.buffer.queued(output - client.output, 0);
            } else {
                client.buffer.sent(client.output - output, 0);
            }
            client.output = output;
            refile(client, before);
            before = client.bucket();
            client.buffer.other(other);
            client.other = other;
            refile(client, before);
        }

        private void refile(Client client, int before) {
            if (client.bucket() != before) {
                client.filed = time++;
            }
        }

        void become(int index, ClientClass wanted) {
            if (open.isEmpty()) {
                return;
            }
            Client client = open.get(index % open.size());
            boolean filed = client.counted();
            long peak = ledger.peak();
            clients.change(client.buffer, wanted);
            client.of = wanted;
            client.filed = !filed && client.counted() ? time++ : client.filed;
            assertThat(client.buffer.clientClass()).isEqualTo(wanted);
            assertThat(ledger.peak()).as("nothing is there twice").isEqualTo(peak);
        }

        void disconnect(int index) {
            if (!open.isEmpty()) {
                clients.close(open.remove(index % open.size()).buffer, BufferVerdict.KEEP);
            }
        }

        void evict(long limit) {
            clients.maxMemoryClients(limit);
            List<OutputBuffer> gone = new ArrayList<>();
            int count = clients.evict(MemoryLimit.UNLIMITED, (buffer, why) -> {
                assertThat(why).isEqualTo(BufferVerdict.ALL_CLIENTS_LIMIT);
                gone.add(buffer);
            });
            List<OutputBuffer> expected = new ArrayList<>();
            List<Client> victims = new ArrayList<>(open.stream()
                    .filter(client -> client.counted() && !client.exempt)
                    .sorted(Comparator.comparingInt((Client c) -> -c.bucket()).thenComparingLong(c -> c.filed))
                    .toList());
            while (sum() >= Math.max(128 << 10, limit) && !victims.isEmpty()) {
                Client victim = victims.remove(0);
                expected.add(victim.buffer);
                open.remove(victim);
            }
            evicted += expected.size();
            assertThat(gone).isEqualTo(expected);
            assertThat(count).isEqualTo(expected.size());
        }

        private long sum() {
            return open.stream()
                    .filter(Client::counted)
                    .mapToLong(client -> client.output + client.other)
                    .sum();
        }

        void checkIntegrity() {
            clients.checkIntegrity();
            ledger.checkIntegrity();
            assertThat(clients.bytes()).isEqualTo(sum());
            assertThat(clients.figures().evicted()).isEqualTo(evicted);
            assertThat(ledger.used())
                    .isEqualTo(open.stream().mapToLong(c -> c.output + c.other).sum());
            assertThat(clients.figures().normal())
                    .isEqualTo(open.stream().filter(Client::counted).count());
            assertThat(clients.figures().replicas())
                    .isEqualTo(open.stream()
                            .filter(c -> c.of == ClientClass.REPLICA)
                            .count());
            assertThat(ledger.notCounted())
                    .isEqualTo(open.stream()
                            .filter(c -> c.of == ClientClass.REPLICA)
                            .mapToLong(c -> c.output)
                            .sum());
        }
    }

    @Property(tries = 200, seed = "105")
    void buffers_anyActions_behaveAsASortedList(@ForAll("actions") ActionChain<Model> chain) {
        chain.withInvariant("integrity", Model::checkIntegrity).run();
    }

    @Provide
    Arbitrary<ActionChain<Model>> actions() {
        Arbitrary<Integer> index = Arbitraries.integers().between(0, 20);
        Arbitrary<Long> bytes = Arbitraries.longs().between(0, 1 << 20);
        Action.Independent<Model> connect =
                () -> Combinators.combine(Arbitraries.of(ClientClass.class), Arbitraries.of(false, false, false, true))
                        .as((of, exempt) -> Transformer.mutate("connect " + of + exempt, m -> m.connect(of, exempt)));
        Action.Independent<Model> change = () -> Combinators.combine(index, bytes, bytes)
                .as((i, output, other) -> Transformer.mutate(
                        "change " + i + " " + output + " " + other, m -> m.change(i, output, other)));
        Action.Independent<Model> become = () -> Combinators.combine(index, Arbitraries.of(ClientClass.class))
                .as((i, of) -> Transformer.mutate("become " + i + " " + of, m -> m.become(i, of)));
        Action.Independent<Model> disconnect =
                () -> index.map(i -> Transformer.mutate("disconnect " + i, m -> m.disconnect(i)));
        Action.Independent<Model> evict = () -> Arbitraries.longs()
                .between(1, 8 << 20)
                .map(limit -> Transformer.mutate("evict to " + limit, m -> m.evict(limit)));
        return ActionChain.startWith(Model::new)
                .withAction(3, connect)
                .withAction(6, change)
                .withAction(2, become)
                .withAction(1, disconnect)
                .withAction(1, evict)
                .withMaxTransformations(60);
    }
}
