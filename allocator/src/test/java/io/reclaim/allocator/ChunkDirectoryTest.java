package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.accounting.MemoryAccount;
import org.junit.jupiter.api.Test;

class ChunkDirectoryTest {
    private static final SizeClasses CLASSES = new SizeClasses(14);
    private static final int ONE = CLASSES.classOf(32);
    private static final int FOUR = CLASSES.classOf(200);

    private final SpyPages pages = new SpyPages(new HeapPages());
    private final MemoryAccount overhead = MemoryAccount.standalone("overhead");
    private final ChunkDirectory chunks = new ChunkDirectory(CLASSES.chunkBytes(), pages, overhead);

    private Run put(Chunk chunk, int sizeClass) {
        int units = CLASSES.units(sizeClass);
        Run run = new Run(chunk, chunk.placeFor(units), CLASSES, sizeClass, 1, 32);
        chunks.put(run, units);
        chunks.checkIntegrity();
        return run;
    }

    private void remove(Run run) {
        chunks.remove(run, CLASSES.units(run.sizeClass));
        chunks.checkIntegrity();
    }

    private Chunk openWith(int runs) {
        Chunk chunk = chunks.open();
        for (int i = 0; i < runs; i++) {
            put(chunk, ONE);
        }
        return chunk;
    }

    @Test
    void withRoom_nothingOpen_none() {
        assertThat(chunks.withRoom(1, null)).isNull();
        assertThat(chunks.bound()).isZero();
        assertThat(chunks.get(0)).isNull();
        assertThat(chunks.get(1 << 20)).isNull();
        chunks.purge();
        chunks.checkIntegrity();
    }

    @Test
    void open_sourceRefuses_nothingCharged() {
        pages.refuses = true;

        assertThat(chunks.open()).isNull();
        assertThat(chunks.openLarge(100, 1, 1)).isNull();
        assertThat(overhead.bytes()).isZero();
        assertThat(chunks.bound()).isZero();
    }

    @Test
    void withRoom_severalChunks_lowestWhereTheRunFits() {
        Chunk full = openWith(16);
        Chunk large = chunks.openLarge(5000, 1, 1);
        Chunk narrow = openWith(13);
        Chunk wide = openWith(12);
        assertThat(overhead.bytes()).isEqualTo(4 * Chunk.OVERHEAD);
        assertThat(chunks.bound()).isEqualTo(4);

        assertThat(chunks.withRoom(1, null)).isSameAs(narrow);
        assertThat(chunks.withRoom(4, null)).isSameAs(wide);
        assertThat(chunks.withRoom(16, null)).isNull();
        assertThat(chunks.withRoom(1, narrow)).isSameAs(wide);
        assertThat(chunks.withRoom(4, wide)).isNull();

        remove(full.run(15));
        assertThat(chunks.withRoom(1, null)).isSameAs(full);
        put(wide, FOUR);
        assertThat(chunks.withRoom(4, null)).isNull();
        chunks.close(large);
        chunks.checkIntegrity();
        assertThat(chunks.get(1)).isNull();
        assertThat(pages.closed).isEqualTo(1);
    }

    @Test
    void withRoom_emptyChunkIsKept_onlyIfNoOtherHasRoom() {
        Chunk empty = openWith(1);
        Chunk used = openWith(1);
        remove(empty.run(0));

        assertThat(chunks.withRoom(1, null)).isSameAs(used);
        assertThat(chunks.withRoom(16, null)).isSameAs(empty);
        assertThat(chunks.withRoom(1, used)).isNull();

        Run again = put(empty, ONE);
        assertThat(chunks.withRoom(1, null)).isSameAs(empty);
        remove(again);
        chunks.purge();
        chunks.purge();
        chunks.checkIntegrity();
        assertThat(pages.closed).isEqualTo(1);
        assertThat(chunks.withRoom(16, null)).isNull();
    }

    @Test
    void remove_twoChunksEmpty_higherIsClosed() {
        Chunk low = openWith(1);
        Chunk middle = openWith(1);
        Chunk high = openWith(1);
        remove(middle.run(0));
        remove(high.run(0));
        assertThat(chunks.get(2)).isNull();
        assertThat(chunks.bound()).isEqualTo(2);

        remove(low.run(0));
        assertThat(chunks.get(0)).isSameAs(low);
        assertThat(chunks.bound()).isEqualTo(1);
        assertThat(overhead.bytes()).isEqualTo(Chunk.OVERHEAD);
    }
}
