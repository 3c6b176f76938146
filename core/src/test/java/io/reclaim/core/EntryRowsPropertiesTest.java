package io.reclaim.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.accounting.MemoryAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class EntryRowsPropertiesTest {

    /** A column of either width beside the values it should hold. */
    private static final class Checked {
        private final IntColumn narrow;
        private final LongColumn wide;
        private final long initial;
        private final long[] expected;

        Checked(EntryRows rows, int index, boolean isWide, long initial, int refs) {
            wide = isWide ? rows.longColumn("column " + index, initial) : null;
            narrow = isWide ? null : rows.intColumn("column " + index, (int) initial);
            this.initial = isWide ? initial : (int) initial;
            expected = new long[refs];
        }

        long get(int ref) {
            return wide != null ? wide.get(ref) : narrow.get(ref);
        }

        void set(int ref, long value) {
            if (wide != null) {
                wide.set(ref, value);
                expected[ref] = value;
            } else {
                narrow.set(ref, (int) value);
                expected[ref] = (int) value;
            }
        }
    }

    @Property(tries = 300, seed = "81")
    void columns_anyLayoutAndWrites_eachKeepsItsOwnValues(
            @ForAll @Size(min = 1, max = 9) List<Boolean> wides,
            @ForAll @IntRange(min = 1, max = 5000) int refs,
            @ForAll Random random) {
        EntryRows rows = new EntryRows(MemoryAccount.standalone("rows"));
        RefSlab slab = new RefSlab(rows, MemoryAccount.standalone("bitmaps"), new SplittableRandom(1));
        List<Checked> columns = new ArrayList<>();
        int bytes = 0;
        for (boolean wide : wides) {
            columns.add(new Checked(rows, columns.size(), wide, random.nextLong(), refs));
            bytes += wide ? 8 : 4;
        }
        assertThat(rows.bytesPerRow()).isEqualTo(bytes);
        for (int i = 0; i < refs; i++) {
            assertThat(slab.take()).isEqualTo(i);
            int ref = i;
            columns.forEach(column -> column.expected[ref] = column.initial);
        }

        for (int i = 0; i < 2000; i++) {
            int ref = random.nextInt(refs);
            if (random.nextInt(20) == 0) {
                slab.release(ref);
                int taken = slab.take();
                assertThat(taken).isEqualTo(ref);
                columns.forEach(column -> column.expected[taken] = column.initial);
            } else {
                columns.get(random.nextInt(columns.size())).set(ref, random.nextLong());
            }
        }

        for (Checked column : columns) {
            for (int ref = 0; ref < refs; ref++) {
                if (column.get(ref) != column.expected[ref]) {
                    assertThat(column.get(ref)).as("ref %d", ref).isEqualTo(column.expected[ref]);
                }
            }
        }
    }
}
