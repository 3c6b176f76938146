package io.reclaim.benchmarks.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reclaim.allocator.MappedPages;
import io.reclaim.allocator.PageSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PageKindTest {

    @ParameterizedTest
    @EnumSource(names = {"HEAP", "DIRECT"})
    void source_limit_isKept(PageKind kind) {
        PageSource source = PageKind.of(kind.toString()).source(100);
        assertThat(source.open(101)).isEqualTo(PageSource.NO_PAGE);
        assertThat(source.open(100)).isZero();
    }

    @Test
    void of_unknown_throwsNamingAll() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PageKind.of("disk"))
                .withMessage("no such kind of pages: disk; there are heap, direct, mapped, shared, private");
    }

    @Test
    void source_privateNotSupported_throws() {
        assumeThat(MappedPages.privateSupported()).isFalse();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PageKind.PRIVATE.source(100))
                .withMessageStartingWith("private: no private memory: needs JDK 22");
    }

    @Test
    void source_moreThanThereIs_throws() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PageKind.SHARED.source(1L << 60))
                .withMessageStartingWith("shared: ");
    }
}
