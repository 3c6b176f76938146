package io.reclaim.benchmarks.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reclaim.allocator.DefragConfig;
import io.reclaim.allocator.HeapPages;
import io.reclaim.allocator.PageSource;
import io.reclaim.allocator.SizeClasses;
import io.reclaim.core.DutyCycleConfig;
import io.reclaim.core.Ticker;
import io.reclaim.core.accounting.MemoryLimit;
import io.reclaim.eviction.EvictionConfig;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.expiry.ExpiryConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreConfigTest {
    private final PageSource pages = new HeapPages();
    private final StoreConfig config = StoreConfig.of(1 << 20, MaxMemoryPolicy.ALLKEYS_LRU, pages);

    @Test
    void of_arguments_kept() {
        assertThat(config.maxBytes()).isEqualTo(1 << 20);
        assertThat(config.policy()).isEqualTo(MaxMemoryPolicy.ALLKEYS_LRU);
        assertThat(config.pages()).isSameAs(pages);
    }

    @Test
    void of_theRest_defaultsOfEveryModule() {
        assertThat(config.eviction()).isEqualTo(EvictionConfig.defaults());
        assertThat(config.expiryMode()).isEqualTo(ExpiryMode.EXACT);
        assertThat(config.expiry()).isEqualTo(ExpiryConfig.effort(1));
        assertThat(config.duty()).isEqualTo(DutyCycleConfig.defaults());
        assertThat(config.defrag()).isEqualTo(DefragConfig.defaults());
    }

    @ParameterizedTest
    @ValueSource(longs = {1 << 20, 10 << 20, 1L << 30, 1L << 40, MemoryLimit.UNLIMITED})
    void of_anyLimitOfAMebibyteOrMore_makesAStore(long maxBytes) {
        ReferenceStore store =
                new ReferenceStore(StoreConfig.of(maxBytes, MaxMemoryPolicy.ALLKEYS_LRU, new HeapPages()));

        assertThat(store.minimumBytes()).isLessThanOrEqualTo(maxBytes);
        assertThat(store.put(StoreFixture.bytes("k"), new byte[100], 0)).isEqualTo(PutResult.INSERTED);
    }

    @Test
    void of_largerLimits_chunksNotSmaller() {
        int last = 0;
        for (long maxBytes = 1 << 16; maxBytes < 1L << 32; maxBytes *= 2) {
            int chunk = StoreConfig.of(maxBytes, MaxMemoryPolicy.NOEVICTION, pages)
                    .classes()
                    .chunkBytes();
            assertThat(chunk).isGreaterThanOrEqualTo(last);
            last = chunk;
        }
    }

    @Test
    void withEviction_other_onlyThatChanges() {
        EvictionConfig wanted = EvictionConfig.defaults().withSamples(11);

        assertThat(config.withEviction(wanted)).isEqualTo(copy(wanted, config.expiry(), config.seed(), config.pace()));
    }

    @Test
    void withExpiry_other_onlyThatChanges() {
        ExpiryConfig wanted = ExpiryConfig.classic();

        assertThat(config.withExpiry(wanted)).isEqualTo(copy(config.eviction(), wanted, config.seed(), config.pace()));
    }

    @Test
    void withExpiryMode_other_onlyThatChanges() {
        StoreConfig changed = config.withExpiryMode(ExpiryMode.COMPACT);

        assertThat(changed.expiryMode()).isEqualTo(ExpiryMode.COMPACT);
        assertThat(changed.withExpiryMode(ExpiryMode.EXACT)).isEqualTo(config);
        assertThatThrownBy(() -> config.withExpiryMode(null)).hasMessageContaining("expiryMode");
    }

    @Test
    void withSeed_other_seedAndClockChange() {
        Ticker wanted = new CountingTicker(1);

        assertThat(config.withSeed(99, wanted)).isEqualTo(copy(config.eviction(), config.expiry(), 99, wanted));
    }

    @Test
    void constructor_nulls_refusedByName() {
        assertThatThrownBy(() -> StoreConfig.of(1, null, pages)).hasMessageContaining("policy");
        assertThatThrownBy(() -> StoreConfig.of(1, MaxMemoryPolicy.NOEVICTION, null))
                .hasMessageContaining("pages");
        assertThatThrownBy(() -> config.withEviction(null)).hasMessageContaining("eviction");
        assertThatThrownBy(() -> config.withExpiry(null)).hasMessageContaining("expiry");
        assertThatThrownBy(() -> config.withSeed(1, null)).hasMessageContaining("pace");
        assertThatThrownBy(() -> with(null, DefragConfig.defaults(), StoreFixture.CLASSES))
                .hasMessageContaining("duty");
        assertThatThrownBy(() -> with(DutyCycleConfig.defaults(), null, StoreFixture.CLASSES))
                .hasMessageContaining("defrag");
        assertThatThrownBy(() -> with(DutyCycleConfig.defaults(), DefragConfig.defaults(), null))
                .hasMessageContaining("classes");
    }

    private StoreConfig copy(EvictionConfig eviction, ExpiryConfig expiry, long seed, Ticker pace) {
        return new StoreConfig(
                config.maxBytes(),
                config.policy(),
                eviction,
                config.expiryMode(),
                expiry,
                config.duty(),
                config.defrag(),
                config.classes(),
                config.pages(),
                seed,
                pace);
    }

    private StoreConfig with(DutyCycleConfig duty, DefragConfig defrag, SizeClasses classes) {
        return new StoreConfig(
                config.maxBytes(),
                config.policy(),
                config.eviction(),
                config.expiryMode(),
                config.expiry(),
                duty,
                defrag,
                classes,
                config.pages(),
                config.seed(),
                config.pace());
    }
}
