package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RuntimeSettingsTest {
    private final MemoryLedger ledger = new MemoryLedger();
    private final MemoryLimit limit = new MemoryLimit(ledger, 1000);
    private final RuntimeSettings settings = new RuntimeSettings()
            .add("maxmemory", () -> "" + limit.maxBytes(), text -> limit.maxBytes(MemorySize.parse(text)))
            .addFixed("chunk-bytes", () -> "1048576");

    @Test
    void set_changeable_isApplied() {
        settings.set("maxmemory", "2kb");

        assertThat(limit.maxBytes()).isEqualTo(2048);
        assertThat(settings.value("maxmemory")).isEqualTo("2048");
        assertThat(settings.changeable("maxmemory")).isTrue();
    }

    @Test
    void set_valueRefused_saysWhyAndChangesNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.set("maxmemory", "0"))
                .withMessage("setting maxmemory: maxBytes must be positive: 0");
        assertThat(limit.maxBytes()).isEqualTo(1000);
    }

    @Test
    void set_fixed_throws() {
        assertThat(settings.changeable("chunk-bytes")).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(() -> settings.set("chunk-bytes", "4096"))
                .withMessage("setting chunk-bytes is fixed when the store is made; it stays 1048576, not: 4096");
    }

    @Test
    void anyCall_unknownName_throwsWithTheNames() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.set("maxmem", "1"))
                .withMessage("no such setting: maxmem; there are maxmemory, chunk-bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> settings.value("x"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.addFixed("maxmemory", () -> ""))
                .withMessage("setting is there already: maxmemory");
    }

    @Test
    void all_settings_areACopyInOrder() {
        assertThat(settings.all()).containsExactly(Map.entry("maxmemory", "1000"), Map.entry("chunk-bytes", "1048576"));
        assertThat(settings).hasToString("RuntimeSettings{maxmemory=1000, chunk-bytes=1048576}");
    }
}
