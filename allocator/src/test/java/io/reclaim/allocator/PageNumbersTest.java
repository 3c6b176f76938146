package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PageNumbersTest {

    @Test
    void next_holesAmongOpenPages_lowestFirst() {
        PageNumbers numbers = new PageNumbers(100);
        for (int page = 0; page < 4; page++) {
            assertThat(numbers.next(10)).isEqualTo(page);
            numbers.opened(page, 10);
        }
        numbers.closed(2, 10);
        numbers.closed(1, 10);

        assertThat(numbers.next(10)).isEqualTo(1);
        numbers.opened(1, 10);
        assertThat(numbers.next(10)).isEqualTo(2);
        assertThat(numbers.reserved()).isEqualTo(30);
    }

    @Test
    void next_onlyAsked_nothingTaken() {
        PageNumbers numbers = new PageNumbers(Long.MAX_VALUE);

        assertThat(numbers.next(Integer.MAX_VALUE)).isZero();
        assertThat(numbers.next(Integer.MAX_VALUE)).isZero();
        assertThat(numbers.reserved()).isZero();
    }

    @Test
    void next_limit_lastByteIsGiven() {
        PageNumbers numbers = new PageNumbers(100);
        numbers.opened(0, 60);

        assertThat(numbers.next(41)).isEqualTo(PageSource.NO_PAGE);
        assertThat(numbers.next(40)).isEqualTo(1);
    }

    @Test
    void check_notOpen_throws() {
        PageNumbers numbers = new PageNumbers(100);
        numbers.opened(0, 60);

        numbers.check(0);
        assertThatIllegalArgumentException().isThrownBy(() -> numbers.check(1)).withMessage("page is not open: 1");
        assertThatIllegalArgumentException().isThrownBy(() -> numbers.check(-1)).withMessage("page is not open: -1");
    }
}
