package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class HandleTest {

    @Property(tries = 500, seed = "1")
    void of_anyParts_comeBack(
            @ForAll @IntRange(min = 1, max = Handle.MAX_GENERATION) int generation,
            @ForAll @IntRange(max = Handle.MAX_PAGE) int page,
            @ForAll @IntRange(max = (1 << 20) - 1) int offset) {
        long handle = Handle.of(generation, page, offset);

        assertThat(handle).isPositive();
        assertThat(Handle.generation(handle)).isEqualTo(generation);
        assertThat(Handle.page(handle)).isEqualTo(page);
        assertThat(Handle.offset(handle)).isEqualTo(offset);
    }

    @Example
    void of_largestParts_largestHandle() {
        assertThat(Handle.of(Handle.MAX_GENERATION, Handle.MAX_PAGE, (1 << 20) - 1))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(Handle.text(255)).isEqualTo("0xff");
    }
}
