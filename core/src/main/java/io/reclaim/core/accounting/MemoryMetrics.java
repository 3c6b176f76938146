package io.reclaim.core.accounting;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Gauges for Micrometer: the sums of a ledger, its accounts, and its limit. Whoever uses this class adds
 * {@code io.micrometer:micrometer-core}; nobody else needs it.
 *
 * <p>Gauges: {@code reclaim.memory.used}, {@code .peak}, {@code .overhead}, {@code .dataset}, {@code .not.counted},
 * {@code .limit} (of the limit the ceiling, -1 without one), {@code .level}, and {@code reclaim.memory.account} with the
 * tags {@code account} and {@code kind} for the accounts that are open when it is bound; bind again after more were opened.
 * All are read in O(1), by any thread. As all gauges of Micrometer's they hold ledger and limit weakly: they say NaN once
 * the store is gone, and do not keep it.
 */
@SuppressWarnings("exports") // of an optional module
public final class MemoryMetrics implements MeterBinder {
    private static final String PREFIX = "reclaim.memory.";
    private static final String BYTES = "bytes";

    private final MemoryLedger ledger;
    private final MemoryLimit limit;
    private final Iterable<Tag> tags;

    /**
     * Gauges of a store.
     *
     * @param ledger its accounts
     * @param limit their limit
     * @param tags on all gauges, for instance the store's name
     */
    public MemoryMetrics(MemoryLedger ledger, MemoryLimit limit, Iterable<Tag> tags) {
        this.ledger = requireNonNull(ledger, "ledger");
        this.limit = requireNonNull(limit, "limit");
        this.tags = requireNonNull(tags, "tags");
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        bytes(registry, "used", "Charged to all accounts", MemoryLedger::used);
        bytes(registry, "peak", "The most that was charged", MemoryLedger::peak);
        bytes(registry, "overhead", "Charged for anything but the dataset", MemoryLedger::overhead);
        bytes(registry, "dataset", "Charged for keys and values", MemoryLedger::dataset);
        bytes(registry, "not.counted", "Left out by the limit", MemoryLedger::notCounted);
        Gauge.builder(PREFIX + "limit", limit, MemoryMetrics::ceilingOrNone)
                .description("What counted bytes may come to, -1 without a limit")
                .baseUnit(BYTES)
                .tags(tags)
                .register(registry);
        Gauge.builder(PREFIX + "level", limit, MemoryLimit::level)
                .description("Counted bytes by limit")
                .tags(tags)
                .register(registry);
        for (MemoryAccount account : ledger.accounts()) {
            Gauge.builder(PREFIX + "account", account, MemoryAccount::bytes)
                    .description("Charged to one account")
                    .baseUnit(BYTES)
                    .tags(tags)
                    .tag("account", account.name())
                    .tag("kind", account.kind().name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    private static double ceilingOrNone(MemoryLimit limit) {
        return limit.ceiling() == MemoryLimit.UNLIMITED ? -1 : limit.ceiling();
    }

    private void bytes(MeterRegistry registry, String name, String description, ToDoubleFunction<MemoryLedger> value) {
        Gauge.builder(PREFIX + name, ledger, value)
                .description(description)
                .baseUnit(BYTES)
                .tags(tags)
                .register(registry);
    }
}
