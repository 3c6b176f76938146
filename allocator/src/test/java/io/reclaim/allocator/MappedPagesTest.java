package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemoryLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MappedPagesTest {
    private static final int MIB = 1 << 20;

    private static void assumeShared() {
        assumeThat(Source.SHARED.isAvailable()).isTrue();
    }

    @Test
    void privateSupported_runOnTheJarOfANewJdk_true() {
        assumeThat(System.getProperty("reclaim.multirelease")).isNotNull();

        assertThat(MappedPages.privateSupported()).isTrue();
    }

    @Test
    void ofPrivate_notSupported_throws() {
        assumeThat(MappedPages.privateSupported()).isFalse();

        assertThatIllegalStateException()
                .isThrownBy(() -> MappedPages.ofPrivate(1))
                .withMessage("no private memory: needs JDK 22 or later, and a jar built on one: this is "
                        + Runtime.version().feature());
    }

    @Test
    void shared_noSuchDirectory_throws(@TempDir Path directory) {
        Path none = directory.resolve("none");

        assertThatIllegalStateException()
                .isThrownBy(() -> MappedPages.shared(none, MIB))
                .withMessage("no shared memory: not a directory that can be written: " + none);
    }

    @Test
    void shared_directoryOnADisk_throws(@TempDir Path directory) throws IOException {
        String type = Files.getFileStore(directory).type();
        assumeThat(type).isNotEqualTo("tmpfs");

        assertThatIllegalStateException()
                .isThrownBy(() -> MappedPages.shared(directory, MIB))
                .withMessage("no shared memory: not a tmpfs but " + type + ": " + directory);
    }

    @Test
    void shared_tooLittleRoom_throws() {
        assumeShared();

        assertThatIllegalStateException()
                .isThrownBy(() -> MappedPages.shared(1L << 60))
                .withMessageMatching(
                        "too little shared memory: /dev/shm has room for \\d+ of " + (1L << 60) + " bytes");
    }

    @Test
    void available_enoughSharedMemory_shared() {
        assumeShared();

        assertThat(MappedPages.available(MIB).memory()).isInstanceOf(SharedMemory.class);
    }

    @Test
    void available_noSharedMemory_privateOrAnErrorThatSaysBoth(@TempDir Path directory) {
        Path none = directory.resolve("none");
        if (MappedPages.privateSupported()) {
            assertThat(MappedPages.available(none, MIB).memory()).isInstanceOf(PrivateMemory.class);
        } else {
            assertThatIllegalStateException()
                    .isThrownBy(() -> MappedPages.available(none, MIB))
                    .withMessageContaining("not a directory that can be written")
                    .withMessageContaining("no private memory");
        }
    }

    @Test
    void open_shared_filesHaveNoName() throws IOException {
        assumeShared();
        Path directory = Files.createTempDirectory(Source.SHARED_MEMORY, "reclaim-test-");
        try {
            PageSource pages = MappedPages.shared(directory, MIB);
            pages.open(100);
            pages.open(100);

            try (var files = Files.list(directory)) {
                assertThat(files).isEmpty();
            }
        } finally {
            Files.delete(directory);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SHARED", "PRIVATE"})
    void everything_threadInterrupted_worksAndStaysInterrupted(Source source) {
        assumeThat(source.isAvailable()).isTrue();
        PageSource pages = source.unlimited();
        Thread.currentThread().interrupt();
        try {
            for (int i = 0; i < 3; i++) {
                int first = pages.open(MIB);
                int second = pages.open(100);
                pages.setLong(first, 1000, 42);
                assertThat(pages.getLong(first, 1000)).isEqualTo(42);
                pages.close(first);
                pages.close(second);
                pages.purge(Long.MAX_VALUE);
                assertThat(pages.reserved()).isZero();
            }
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void purge_inSteps_eachGivesBackAtMostThat() {
        CountedMemory memory = new CountedMemory(4 * MIB, false);
        PageSource pages = new MappedPages(memory, 4 * MIB);
        int first = pages.open(MIB);
        int second = pages.open(300_000);
        pages.close(second);
        pages.close(first);

        for (long held = MIB + 300_000; held > 0; ) {
            assertThat(pages.unpurged()).isEqualTo(held).isEqualTo(memory.held());
            pages.purge(1 << 16);
            assertThat(held - pages.unpurged()).isBetween(1L, (1L << 16) + 4095);
            held = pages.unpurged();
        }
        assertThat(memory.held()).isZero();
    }

    @Test
    void open_regionHeld_usedAgain() {
        CountedMemory memory = new CountedMemory(4 * MIB, false);
        PageSource pages = new MappedPages(memory, 4 * MIB);
        for (int i = 0; i < 5; i++) {
            int page = pages.open(MIB - i);
            assertThat(pages.unpurged()).isZero();
            pages.close(page);
        }
        pages.purge(Long.MAX_VALUE);
        pages.open(MIB);

        assertThat(memory.regions).hasSize(1);
    }

    @Test
    void open_memoryHeldByOthersClosed_asMuchAsIsWantedIsPurgedForIt() {
        CountedMemory memory = new CountedMemory(MIB, false);
        PageSource pages = new MappedPages(memory, Long.MAX_VALUE);
        int large = pages.open(MIB);
        pages.close(large);

        assertThat(pages.open(100)).isZero();
        assertThat(pages.reserved()).isEqualTo(MIB - 4096 + 100);
        assertThat(memory.held()).isEqualTo(MIB - 4096 + 100);
    }

    @Test
    void open_memoryUsedUp_noPageAndNothingChanged() {
        CountedMemory memory = new CountedMemory(MIB, false);
        PageSource pages = new MappedPages(memory, Long.MAX_VALUE);
        int first = pages.open(MIB / 2);
        pages.setLong(first, 0, 7);

        assertThat(pages.open(MIB / 2 + 1)).isEqualTo(PageSource.NO_PAGE);
        assertThat(pages.reserved()).isEqualTo(MIB / 2).isEqualTo(memory.held());
        assertThat(pages.unpurged()).isZero();
        assertThat(pages.getLong(first, 0)).isEqualTo(7);
        assertThat(pages.open(MIB / 2)).isEqualTo(1);
    }

    @Test
    void open_cannotMap_noPageAndNothingChanged() {
        CountedMemory memory = new CountedMemory(MIB, false);
        PageSource pages = new MappedPages(memory, Long.MAX_VALUE);
        memory.refusesToMap = true;
        assertThat(pages.open(100)).isEqualTo(PageSource.NO_PAGE);
        assertThat(pages.reserved()).isZero();

        memory.refusesToMap = false;
        assertThat(pages.open(100)).isZero();
    }

    @Test
    void allocator_memoryUsedUp_noBlockUntilSomeIsFreed() {
        CountedMemory memory = new CountedMemory(2 * MIB, true);
        var ledger = new MemoryLedger();
        var allocator = new SizeClassAllocator(
                new SizeClasses(20),
                new MappedPages(memory, Long.MAX_VALUE),
                ledger.open("blocks", Kind.DATASET),
                ledger.open("overhead", Kind.OVERHEAD));
        long first = allocator.allocate(MIB, 1);
        long second = allocator.allocate(MIB, 2);
        assertThat(allocator.allocate(100, 3)).isEqualTo(SizeClassAllocator.NO_BLOCK);

        allocator.free(first);
        assertThat(allocator.allocate(100, 3)).isNotEqualTo(SizeClassAllocator.NO_BLOCK);
        assertThat(allocator.owner(second)).isEqualTo(2);
        allocator.checkIntegrity();
    }

    @Test
    void resident_sharedPages_whatIsReserved() {
        MappedPages pages = MappedPages.shared(1 << 20);
        int page = pages.open(1 << 14);
        pages.open(1 << 13);
        assertThat(pages.resident()).hasValue((1 << 14) + (1 << 13));

        pages.close(page);
        assertThat(pages.resident()).hasValue((1 << 14) + (1 << 13));
        pages.purge(Long.MAX_VALUE);

        assertThat(pages.resident()).hasValue(1 << 13);
        assertThat(new HeapPages().resident()).isEmpty();
        SizeClassAllocator allocator = new SizeClassAllocator(
                new SizeClasses(14), pages, MemoryAccount.standalone("blocks"), MemoryAccount.standalone("overhead"));
        allocator.allocate(100, 0);
        assertThat(allocator.report().residentBytes()).hasValue((1 << 13) + (1 << 14));
        assertThat(allocator.report().toString()).contains("resident 24,576");
    }
}
