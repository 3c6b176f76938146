package io.reclaim.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PageListTest {
    private final PageList<String> pages = new PageList<>();

    @Test
    void get_empty_absentEverywhere() {
        assertThat(pages.get(0)).isNull();
        assertThat(pages.get(Integer.MAX_VALUE)).isNull();
        assertThat(pages.bound()).isZero();
        assertThatNullPointerException().isThrownBy(() -> pages.present(0));
    }

    @Test
    void set_farAhead_onlyThatOneIsThere() {
        pages.set(5000, "a");
        assertThat(pages.present(5000)).isEqualTo("a");
        assertThat(pages.get(4999)).isNull();
        assertThat(pages.get(5001)).isNull();
        assertThat(pages.get(0)).isNull();
        assertThat(pages.bound()).isGreaterThan(5000);
        pages.set(5000, null);
        assertThat(pages.get(5000)).isNull();
    }

    @Property(tries = 200, seed = "1")
    void set_anyNumbers_likeMap(@ForAll List<@IntRange(max = 5000) Integer> numbers) {
        PageList<Integer> list = new PageList<>();
        Map<Integer, Integer> expected = new HashMap<>();
        for (int i = 0; i < numbers.size(); i++) {
            Integer page = i % 3 == 0 ? null : i;
            list.set(numbers.get(i), page);
            expected.put(numbers.get(i), page);
        }
        for (int number = 0; number < 5100; number++) {
            assertThat(list.get(number)).isEqualTo(expected.get(number));
            assertThat(number < list.bound() || list.get(number) == null).isTrue();
        }
    }
}
