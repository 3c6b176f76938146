package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import org.junit.jupiter.api.Test;

class MemoryMetricsTest {

    @Test
    void bind_ledgerAndLimit_gaugesFollowThem() {
        MemoryLedger ledger = new MemoryLedger();
        MemoryAccount values = ledger.open("values", Kind.DATASET);
        MemoryAccount log = ledger.open("persistence.aof", Kind.NOT_COUNTED);
        MemoryLimit limit = new MemoryLimit(ledger, 1000);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new MemoryMetrics(ledger, limit, Tags.of("store", "a")).bindTo(registry);
        values.charge(600);
        values.release(100);
        log.charge(50);

        assertThat(gauge(registry, "used")).isEqualTo(550);
        assertThat(gauge(registry, "peak")).isEqualTo(600);
        assertThat(gauge(registry, "overhead")).isEqualTo(50);
        assertThat(gauge(registry, "dataset")).isEqualTo(500);
        assertThat(gauge(registry, "not.counted")).isEqualTo(50);
        assertThat(gauge(registry, "limit")).isEqualTo(1000);
        assertThat(gauge(registry, "level")).isEqualTo(0.5);
        assertThat(registry.get("reclaim.memory.account")
                        .tags("account", "persistence.aof", "kind", "not_counted", "store", "a")
                        .gauge()
                        .value())
                .isEqualTo(50);
        limit.maxBytes(MemoryLimit.UNLIMITED);
        assertThat(gauge(registry, "limit")).isEqualTo(-1);
    }

    private static double gauge(SimpleMeterRegistry registry, String name) {
        return registry.get("reclaim.memory." + name).tag("store", "a").gauge().value();
    }
}
