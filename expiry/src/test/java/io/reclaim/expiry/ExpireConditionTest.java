package io.reclaim.expiry;

import static io.reclaim.expiry.Deadlines.LATEST;
import static io.reclaim.expiry.Deadlines.NO_DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpireConditionTest {

    @ParameterizedTest
    @CsvSource({
        "ALWAYS, true, true, true",
        "NX, false, false, false",
        "XX, true, true, true",
        "GT, false, false, true",
        "LT, true, false, false"
    })
    void permits_deadline_earlierSameLater(ExpireCondition condition, boolean earlier, boolean same, boolean later) {
        assertThat(condition.permits(100, 99)).isEqualTo(earlier);
        assertThat(condition.permits(100, 100)).isEqualTo(same);
        assertThat(condition.permits(100, 101)).isEqualTo(later);
    }

    @ParameterizedTest
    @CsvSource({"ALWAYS, true", "NX, true", "XX, false", "GT, false", "LT, true"})
    void permits_noDeadline_countsAsLaterThanAny(ExpireCondition condition, boolean permitted) {
        for (long proposed : new long[] {0, 1, 100, LATEST}) {
            assertThat(condition.permits(NO_DEADLINE, proposed)).isEqualTo(permitted);
        }
    }

    @Test
    void permits_endsOfTheRange_compareAsNumbers() {
        assertThat(ExpireCondition.GT.permits(0, LATEST)).isTrue();
        assertThat(ExpireCondition.LT.permits(0, LATEST)).isFalse();
        assertThat(ExpireCondition.GT.permits(LATEST, 0)).isFalse();
        assertThat(ExpireCondition.LT.permits(LATEST, 0)).isTrue();
        assertThat(ExpireCondition.XX.permits(LATEST, 0)).isTrue();
        assertThat(ExpireCondition.NX.permits(0, LATEST)).isFalse();
    }

    @Property(tries = 1000, seed = "21")
    void permits_anyDeadlines_oppositesExcludeEachOther(
            @ForAll @LongRange(min = 0) long current, @ForAll @LongRange(min = 0, max = LATEST) long proposed) {
        assertThat(ExpireCondition.ALWAYS.permits(current, proposed)).isTrue();
        assertThat(ExpireCondition.NX.permits(current, proposed))
                .isNotEqualTo(ExpireCondition.XX.permits(current, proposed));
        boolean changes = ExpireCondition.GT.permits(current, proposed) ^ ExpireCondition.LT.permits(current, proposed);
        assertThat(changes).isEqualTo(current != proposed);
    }
}
