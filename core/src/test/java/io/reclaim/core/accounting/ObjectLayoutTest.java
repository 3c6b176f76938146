package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ObjectLayoutTest {
    private static final ObjectLayout PLAIN = new ObjectLayout(12, 16, 4, 8);
    private static final ObjectLayout COMPACT = new ObjectLayout(8, 12, 4, 8);
    private static final ObjectLayout WIDE = new ObjectLayout(16, 20, 8, 8);
    private static final ObjectLayout SPACED = new ObjectLayout(12, 16, 4, 16);

    @Property(tries = 300, seed = "95")
    void current_anyArray_isWhatTheJvmAllocates(@ForAll @IntRange(max = 5000) int length) {
        ObjectLayout layout = ObjectLayout.CURRENT;
        assertThat(AllocatedBytes.available()).isTrue();

        assertThat(layout.bytes(length)).isEqualTo(AllocatedBytes.of(() -> new byte[length]));
        assertThat(layout.ints(length)).isEqualTo(AllocatedBytes.of(() -> new int[length]));
        assertThat(layout.longs(length)).isEqualTo(AllocatedBytes.of(() -> new long[length]));
        assertThat(layout.references(length)).isEqualTo(AllocatedBytes.of(() -> new Object[length]));
    }

    @SuppressWarnings("UnusedVariable")
    private static final class Mixed {
        private Object a;
        private Object b;
        private long c;
        private int d;
    }

    @Test
    void current_objects_areWhatTheJvmAllocates() {
        AllocatedBytes.of(Mixed::new);
        assertThat(ObjectLayout.CURRENT.object(2, Long.BYTES + Integer.BYTES)).isEqualTo(AllocatedBytes.of(Mixed::new));
        assertThat(ObjectLayout.CURRENT.object(0, 0)).isEqualTo(AllocatedBytes.of(Object::new));
    }

    @Test
    void assumed_thisJvmIsACommonOne_isTheSame() {
        ObjectLayout assumed = ObjectLayout.assumed();

        assertThat(assumed.referenceBytes()).isEqualTo(ObjectLayout.CURRENT.referenceBytes());
        assertThat(assumed.headerBytes()).isBetween(8, 16);
    }

    @Test
    void sizes_layoutsOfJvms_asTheirSpecificationsSay() {
        assertThat(PLAIN.object(0, 0)).isEqualTo(16);
        assertThat(PLAIN.object(2, 12)).isEqualTo(32);
        assertThat(COMPACT.object(0, 0)).isEqualTo(8);
        assertThat(WIDE.object(2, 12)).isEqualTo(48);
        assertThat(PLAIN.bytes(0)).isEqualTo(16);
        assertThat(COMPACT.bytes(4)).isEqualTo(16);
        assertThat(COMPACT.bytes(5)).isEqualTo(24);
        assertThat(COMPACT.longs(1)).isEqualTo(24);
        assertThat(WIDE.bytes(5)).isEqualTo(32);
        assertThat(WIDE.longs(0)).isEqualTo(24);
        assertThat(WIDE.references(2)).isEqualTo(40);
        assertThat(PLAIN.references(3)).isEqualTo(32);
        assertThat(SPACED.ints(1)).isEqualTo(32);
        assertThat(PLAIN.bytes(Integer.MAX_VALUE * 4L)).isEqualTo(4L * Integer.MAX_VALUE + 20);
    }

    @Test
    void constructor_noJvmHasThat_throws() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ObjectLayout(13, 16, 4, 8))
                .withMessage("headerBytes cannot be that of a JVM: 13");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ObjectLayout(12, 8, 4, 8))
                .withMessage("arrayHeaderBytes cannot be that of a JVM: 8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ObjectLayout(12, 16, 5, 8))
                .withMessage("referenceBytes cannot be that of a JVM: 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ObjectLayout(12, 16, 4, 12))
                .withMessage("alignmentBytes cannot be that of a JVM: 12");
    }
}
