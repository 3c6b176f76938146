package io.reclaim.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IntPagesTest {
    private final IntPages pages = new IntPages();

    @Test
    void get_empty_absentEverywhere() {
        assertThat(pages.get(0)).isNull();
        assertThat(pages.get(Integer.MAX_VALUE)).isNull();
        assertThatThrownBy(() -> pages.present(0)).isInstanceOf(ArrayIndexOutOfBoundsException.class);
    }

    @Test
    void set_farAhead_onlyThatOneIsThere() {
        int[] page = {1};
        pages.set(5000, page);
        assertThat(pages.present(5000)).isSameAs(page);
        assertThat(pages.get(4999)).isNull();
        assertThat(pages.get(5001)).isNull();
        pages.set(5000, null);
        assertThat(pages.get(5000)).isNull();
    }

    @Property(tries = 200, seed = "1")
    void set_anyNumbers_likeMap(@ForAll List<@IntRange(max = 5000) Integer> numbers) {
        IntPages list = new IntPages();
        Map<Integer, int[]> expected = new HashMap<>();
        for (int i = 0; i < numbers.size(); i++) {
            int[] page = i % 3 == 0 ? null : new int[] {i};
            list.set(numbers.get(i), page);
            expected.put(numbers.get(i), page);
        }
        for (int number = 0; number < 5100; number++) {
            assertThat(list.get(number)).isSameAs(expected.get(number));
        }
    }
}
