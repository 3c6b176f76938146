package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputBufferTest {
    private final MemoryLedger ledger = new MemoryLedger();
    private final ClientBuffers clients = new ClientBuffers(ledger, 40);

    @AfterEach
    void integrityHolds() {
        clients.checkIntegrity();
        ledger.checkIntegrity();
    }

    private OutputBuffer client(ClientClass of, String directive) {
        clients.limits(clients.limits().with(directive));
        return clients.open(of, false);
    }

    @Test
    void verdict_hardLimit_atTheVeryByte() {
        OutputBuffer client = client(ClientClass.NORMAL, "normal 1000 0 0");
        client.queued(919, 2);
        assertThat(client.outputBytes()).isEqualTo(999);
        assertThat(client.verdict(0)).isEqualTo(BufferVerdict.KEEP);
        client.queued(1, 0);
        assertThat(client.verdict(0)).isEqualTo(BufferVerdict.HARD_LIMIT);
        client.sent(1, 0);
        assertThat(client.verdict(0)).isEqualTo(BufferVerdict.KEEP);
    }

    @Test
    void verdict_softLimit_onlyAfterMoreThanItsSeconds() {
        OutputBuffer client = client(ClientClass.PUBSUB, "pubsub 0 1000 10");
        client.queued(1000, 0);

        assertThat(client.verdict(5_900)).isEqualTo(BufferVerdict.KEEP);
        assertThat(client.verdict(15_999)).isEqualTo(BufferVerdict.KEEP);
        assertThat(client.verdict(16_000)).isEqualTo(BufferVerdict.SOFT_LIMIT);
    }

    @Test
    void verdict_softSecondsZero_firstCheckASecondLater() {
        OutputBuffer client = client(ClientClass.NORMAL, "normal 0 1000 0");
        client.queued(1000, 0);

        assertThat(client.verdict(0)).isEqualTo(BufferVerdict.KEEP);
        assertThat(client.verdict(999)).isEqualTo(BufferVerdict.KEEP);
        assertThat(client.verdict(1000)).isEqualTo(BufferVerdict.SOFT_LIMIT);
    }

    @Test
    void verdict_checkBelowSoft_resetsTheTime() {
        OutputBuffer client = client(ClientClass.NORMAL, "normal 0 1000 10");
        client.queued(1000, 0);
        assertThat(client.verdict(0)).isEqualTo(BufferVerdict.KEEP);
        client.sent(1, 0);
        assertThat(client.verdict(20_000)).isEqualTo(BufferVerdict.KEEP);
        client.queued(1, 0);
        assertThat(client.verdict(30_000)).isEqualTo(BufferVerdict.KEEP);
        assertThat(client.verdict(40_999)).isEqualTo(BufferVerdict.KEEP);
        assertThat(client.verdict(41_000)).isEqualTo(BufferVerdict.SOFT_LIMIT);
    }

    @Test
    void verdict_belowSoftBetweenChecks_doesNotResetTheTime() {
        OutputBuffer client = client(ClientClass.NORMAL, "normal 0 1000 10");
        client.queued(1000, 0);
        assertThat(client.verdict(0)).isEqualTo(BufferVerdict.KEEP);
        client.sent(1000, 0);
        client.queued(1000, 0);
        assertThat(client.verdict(11_000)).isEqualTo(BufferVerdict.SOFT_LIMIT);
    }

    @Test
    void verdict_nothingQueued_isNotCheckedUnlessAReplica() {
        OutputBuffer client = client(ClientClass.NORMAL, "normal 0 1000 10");
        client.queued(1000, 0);
        client.verdict(0);
        client.sent(1000, 0);
        assertThat(client.verdict(5_000)).isEqualTo(BufferVerdict.KEEP);
        client.queued(1000, 0);
        assertThat(client.verdict(11_000)).as("the time of before counts").isEqualTo(BufferVerdict.SOFT_LIMIT);

        OutputBuffer replica = client(ClientClass.REPLICA, "replica 0 1000 10");
        replica.queued(1000, 0);
        replica.verdict(0);
        replica.sent(1000, 0);
        replica.verdict(5_000);
        replica.queued(1000, 0);
        assertThat(replica.verdict(11_000)).isEqualTo(BufferVerdict.KEEP);
    }

    @Test
    void verdict_bothLimits_hardIsNamed() {
        OutputBuffer client = client(ClientClass.NORMAL, "normal 1000 500 0");
        client.queued(600, 0);
        client.verdict(0);
        client.queued(600, 0);
        assertThat(client.verdict(9_000)).isEqualTo(BufferVerdict.HARD_LIMIT);
        assertThat(BufferVerdict.HARD_LIMIT.closes()).isTrue();
        assertThat(BufferVerdict.KEEP.closes()).isFalse();
    }

    @Test
    void verdict_replica_hardLimitIsAtLeastTheBacklog() {
        OutputBuffer replica = client(ClientClass.REPLICA, "replica 1000 0 0");
        clients.backlogBytes(2000);
        replica.queued(1999, 0);
        assertThat(replica.verdict(0)).isEqualTo(BufferVerdict.KEEP);
        replica.queued(1, 0);
        assertThat(replica.verdict(0)).isEqualTo(BufferVerdict.HARD_LIMIT);

        clients.limits(clients.limits().with("slave 0 1500 0"));
        replica.verdict(0);
        assertThat(replica.verdict(1000)).as("soft has no floor").isEqualTo(BufferVerdict.SOFT_LIMIT);
        OutputBuffer normal = client(ClientClass.NORMAL, "normal 1000 0 0");
        normal.queued(1000, 0);
        assertThat(normal.verdict(0)).isEqualTo(BufferVerdict.HARD_LIMIT);
    }

    @Test
    void verdict_master_isLimitedAsANormalClient() {
        OutputBuffer master = client(ClientClass.MASTER, "normal 1000 0 0");
        master.queued(1000, 0);
        assertThat(master.verdict(0)).isEqualTo(BufferVerdict.HARD_LIMIT);
        assertThat(clients.bytes()).isZero();
    }

    @Test
    void limits_defaults_areThoseOfRedis() {
        assertThat(OutputBufferLimits.defaults())
                .hasToString("normal 0 0 0 replica 268435456 67108864 60 pubsub 33554432 8388608 60");
    }

    @ParameterizedTest
    @CsvSource({
        "normal 1kb 2k 3, normal 1024 2000 3 replica 268435456 67108864 60 pubsub 33554432 8388608 60",
        "SLAVE 1MB 0 0, normal 0 0 0 replica 1048576 0 0 pubsub 33554432 8388608 60",
        "pubsub 1 2 3 pubsub 4 5 6, normal 0 0 0 replica 268435456 67108864 60 pubsub 4 5 6"
    })
    void with_directive_onlyNamedClassesChange(String directive, String expected) {
        OutputBufferLimits limits = OutputBufferLimits.defaults().with(directive);

        assertThat(limits).hasToString(expected);
        assertThat(OutputBufferLimits.defaults().with(expected))
                .isEqualTo(limits)
                .hasSameHashCodeAs(limits);
        assertThat(OutputBufferLimits.defaults()).isNotEqualTo(limits);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | client-output-buffer-limit takes groups of class, hard, soft, soft-seconds, so a multiple of 4 words: ",
                "normal 0 0 | client-output-buffer-limit takes groups of class, hard, soft, soft-seconds, so a multiple of 4"
                        + " words: normal 0 0",
                "master 0 0 0 | class of clients must be normal, replica (or slave) or pubsub: master",
                "x 0 0 0 | class of clients must be normal, replica (or slave) or pubsub: x",
                "normal a 0 0 | hard limit is not a size such as 1048576, 512kb, 100mb or 2gb: a",
                "normal -1 0 0 | hard limit is not a size such as 1048576, 512kb, 100mb or 2gb: -1",
                "normal 0 1x 0 | soft limit is not a size such as 1048576, 512kb, 100mb or 2gb: 1x",
                "normal 0 0 -1 | soft-seconds must be a whole number, 0 or more: -1",
                "normal 0 0 1s | soft-seconds must be a whole number, 0 or more: 1s",
                "normal 1 1 1 pubsub 0 0 x | soft-seconds must be a whole number, 0 or more: x"
            })
    void with_anyPartWrong_throwsAndNamesIt(String directive, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutputBufferLimits.defaults().with(directive))
                .satisfies(e -> assertThat(e.getMessage().strip()).isEqualTo(message.strip()));
    }

    @Test
    void limit_negative_throws() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OutputBufferLimit(0, -1, 0))
                .withMessage("softBytes must not be negative: -1");
    }

    @Test
    void sent_moreThanWaits_throwsAndChangesNothing() {
        OutputBuffer client = clients.open(ClientClass.NORMAL, false);
        client.queued(10, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.sent(11, 1))
                .withMessage("bytes and blocks sent must not be more than wait, 50: 51");
        assertThatIllegalArgumentException().isThrownBy(() -> client.queued(-1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> client.other(-1));
        assertThat(client.bytes()).isEqualTo(50);
    }

    @Test
    void close_client_releasesAllAndRefusesMore() {
        OutputBuffer client = clients.open(ClientClass.PUBSUB, false);
        client.queued(100, 1);
        client.other(1000);
        clients.close(client, BufferVerdict.SOFT_LIMIT);
        clients.close(client, BufferVerdict.SOFT_LIMIT);

        assertThat(ledger.used()).isZero();
        assertThat(clients.bytes()).isZero();
        assertThat(clients.figures()).isEqualTo(new ClientFigures(0, 0, 0, 1, 0));
        assertThat(client.verdict(0)).isEqualTo(BufferVerdict.KEEP);
        assertThatIllegalStateException().isThrownBy(() -> client.queued(1, 0)).withMessage("client is closed");
    }

    @Test
    void charges_classes_goToTheirAccounts() {
        clients.open(ClientClass.NORMAL, false).queued(1, 0);
        clients.open(ClientClass.PUBSUB, false).queued(20, 0);
        clients.open(ClientClass.MASTER, false).queued(300, 0);
        OutputBuffer replica = clients.open(ClientClass.REPLICA, false);
        replica.queued(4000, 0);
        replica.other(50_000);

        assertThat(ledger.bytes(MemoryPurpose.CLIENT_REPLIES.account())).isEqualTo(321);
        assertThat(ledger.bytes(MemoryPurpose.REPLICA_OUTPUT.account())).isEqualTo(4000);
        assertThat(ledger.bytes(MemoryPurpose.CLIENT_QUERIES.account())).isEqualTo(50_000);
        assertThat(clients.bytes()).isEqualTo(21);
        assertThat(clients.figures()).isEqualTo(new ClientFigures(2, 1, 0, 0, 0));
    }

    @Test
    void change_subscribeOrSync_allThatItHoldsMoves() {
        OutputBuffer client = client(ClientClass.NORMAL, "normal 0 0 0 pubsub 100 0 0");
        client.queued(60, 1);
        client.other(1000);
        clients.change(client, ClientClass.PUBSUB);
        assertThat(client.verdict(0)).isEqualTo(BufferVerdict.HARD_LIMIT);
        assertThat(clients.bytes()).isEqualTo(1100);

        clients.change(client, ClientClass.REPLICA);
        assertThat(ledger.bytes(MemoryPurpose.CLIENT_REPLIES.account())).isZero();
        assertThat(ledger.bytes(MemoryPurpose.REPLICA_OUTPUT.account())).isEqualTo(100);
        assertThat(clients.bytes()).isZero();
        assertThat(clients.figures()).isEqualTo(new ClientFigures(0, 1, 0, 0, 0));
        clients.change(client, ClientClass.NORMAL);
        assertThat(clients.bytes()).isEqualTo(1100);
        assertThat(ledger.peak()).isEqualTo(1100);
        clients.close(client, BufferVerdict.KEEP);
        assertThat(ledger.used()).isZero();
        assertThatIllegalStateException().isThrownBy(() -> clients.change(client, ClientClass.PUBSUB));
    }

    @Test
    void change_atASoftLimit_theTimeStays() {
        OutputBuffer client = client(ClientClass.NORMAL, "normal 0 1000 60 pubsub 0 500 10");
        client.queued(1000, 0);
        client.verdict(0);
        clients.change(client, ClientClass.PUBSUB);
        assertThat(client.verdict(10_999)).isEqualTo(BufferVerdict.KEEP);
        assertThat(client.verdict(11_000)).isEqualTo(BufferVerdict.SOFT_LIMIT);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "5%, -5", "0%, 0", "100%, -100", "1mb, 1048576"})
    void parseMaxMemoryClients_sizeOrPercent_isRead(String text, long expected) {
        assertThat(ClientBuffers.parseMaxMemoryClients(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "101%", "-5%", "1.5%", "x", "-5"})
    void parseMaxMemoryClients_neither_throws(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ClientBuffers.parseMaxMemoryClients(text));
    }

    @Test
    void maxClientsBytes_settings_areRedisRules() {
        assertThat(clients.maxClientsBytes(1 << 30)).isEqualTo(ClientBuffers.NO_LIMIT);
        clients.maxMemoryClients(1 << 20);
        assertThat(clients.maxClientsBytes(MemoryLimit.UNLIMITED)).isEqualTo(1 << 20);
        clients.maxMemoryClients(1);
        assertThat(clients.maxClientsBytes(1 << 30)).isEqualTo(128 << 10);
        clients.maxMemoryClients(-5);
        assertThat(clients.maxClientsBytes(1 << 30)).isEqualTo((1 << 30) / 20);
        assertThat(clients.maxClientsBytes(1 << 10)).isEqualTo(128 << 10);
        assertThat(clients.maxClientsBytes(MemoryLimit.UNLIMITED)).isEqualTo(ClientBuffers.NO_LIMIT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> clients.maxMemoryClients(-101))
                .withMessage("maxmemory-clients must be bytes, or percent up to 100: -101");
    }

    @Test
    void evict_exactlyAtTheLimit_largestGoes() {
        clients.maxMemoryClients(200 << 10);
        OutputBuffer small = clients.open(ClientClass.NORMAL, false);
        OutputBuffer large = clients.open(ClientClass.PUBSUB, false);
        OutputBuffer exempt = clients.open(ClientClass.NORMAL, true);
        small.queued(10 << 10, 0);
        large.queued(40 << 10, 0);
        exempt.other((150 << 10) - 1);
        assertThat(clients.evict(1 << 30, (client, why) -> {})).isZero();
        small.queued(1, 0);

        List<OutputBuffer> closed = new ArrayList<>();
        assertThat(clients.evict(1 << 30, (client, why) -> closed.add(client))).isEqualTo(1);
        assertThat(closed).containsExactly(large);
        assertThat(clients.figures()).isEqualTo(new ClientFigures(2, 0, 0, 0, 1));
        exempt.other(1 << 20);
        assertThat(clients.evict(1 << 30, (client, why) -> closed.add(client))).isEqualTo(1);
        assertThat(closed).containsExactly(large, small);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "32767, 0",
        "32768, 1",
        "65535, 1",
        "65536, 2",
        "4294967295, 17",
        "4294967296, 18",
        "9223372036854775807, 18"
    })
    void bucket_sizes_areByPowersOfTwo(long bytes, int bucket) {
        assertThat(ClientBuffers.bucket(bytes)).isEqualTo(bucket);
    }
}
