package io.reclaim.benchmarks.allocator;

import static io.reclaim.allocator.SizeClassAllocator.NO_BLOCK;

import io.reclaim.allocator.AllocatorReport;
import io.reclaim.allocator.BlockOwner;
import io.reclaim.allocator.DefragConfig;
import io.reclaim.allocator.Defragmenter;
import io.reclaim.allocator.PageSource;
import io.reclaim.allocator.SizeClassAllocator;
import io.reclaim.allocator.SizeClasses;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemoryLedger;
import java.util.SplittableRandom;
import org.eclipse.collections.impl.map.mutable.primitive.LongIntHashMap;

/** Random operations on an allocator, beside arrays that say what must come out. Same config, same operations. */
final class SoakRun implements BlockOwner {
    /*
     * The model of block i: handle, size asked for, usable size, tag, and where in `noise` its contents are. All usable
     * bytes are written, so that blocks that overlap are found. Its tag is i plus a random multiple of the number of
     * blocks, so that an owner that is told of a move knows the block, and a tag that was mixed up is noticed.
     *
     * A phase of 50,000 operations has its own number of blocks to hold and its own largest size. The page source is
     * exhausted now and then, in one phase in four more often than not. One in 64 owners that are told of a move throws.
     *
     * Checks read, so that a run with more of them is the same run.
     */

    private static final int CHUNK_LOG2 = 16;
    private static final int PHASE = 50_000;
    private static final int LARGEST = 200_000;
    private static final int NOISE = 1 << 20;
    private static final int STALE = 256;
    private static final int NONE = -1;

    private final SoakConfig config;
    private final SoakPages pages;
    private final SplittableRandom random;
    private final MemoryLedger ledger = new MemoryLedger();
    private final MemoryAccount blocks = ledger.open("blocks", Kind.DATASET);
    private final MemoryAccount overhead = ledger.open("overhead", Kind.OVERHEAD);
    private final SizeClassAllocator allocator;
    private final Defragmenter defragmenter;
    private final byte[] noise = new byte[NOISE + 2 * LARGEST];
    private final long[] handles;
    private final int[] sizes;
    private final int[] usable;
    private final int[] tags;
    private final int[] contents;
    private final LongIntHashMap byHandle = new LongIntHashMap();
    private final long[] stale = new long[STALE];
    private int count;
    private int wanted;
    private int largest;
    private int refusals;
    private long done;
    private long used;
    private long requested;
    private long moves;
    private long thrown;

    SoakRun(SoakConfig config, PageSource source) {
        this.config = config;
        this.pages = new SoakPages(source);
        this.random = new SplittableRandom(config.seed());
        SizeClasses classes = new SizeClasses(CHUNK_LOG2);
        this.allocator = config.checked()
                ? SizeClassAllocator.checked(classes, pages, blocks, overhead)
                : new SizeClassAllocator(classes, pages, blocks, overhead);
        this.defragmenter = new Defragmenter(allocator, this, DefragConfig.defaults());
        random.nextBytes(noise);
        handles = new long[config.live()];
        sizes = new int[config.live()];
        usable = new int[config.live()];
        tags = new int[config.live()];
        contents = new int[config.live()];
    }

    /** Operations done. */
    long done() {
        return done;
    }

    long moves() {
        return moves;
    }

    /** Moves that the owner threw at. */
    long thrown() {
        return thrown;
    }

    /** Pages that were not to be had. */
    long refused() {
        return pages.refused();
    }

    AllocatorReport report() {
        return allocator.report();
    }

    /** Bytes asked for, of live blocks. */
    long requested() {
        return requested;
    }

    /** One operation. */
    void step() {
        if (done % PHASE == 0) {
            wanted = random.nextInt(config.live() + 1);
            largest = 16 << random.nextInt(9);
            refusals = random.nextInt(4) == 0 ? 60 : 10;
        }
        done++;
        int what = random.nextInt(100);
        if (what < 50) {
            change();
        } else if (what < 58 && count > 0) {
            resize(random.nextInt(count));
        } else if (what < 66 && count > 0) {
            overwrite(random.nextInt(count));
        } else if (what < 76 && count > 0) {
            check(random.nextInt(count));
        } else if (what < 79 && count > 0) {
            retag(random.nextInt(count));
        } else if (what < 84) {
            badHandle();
        } else if (what < 99) {
            defragment();
        } else {
            pages.refusing(random.nextInt(100) < refusals);
            if (random.nextInt(8) == 0) {
                allocator.purge();
            }
        }
    }

    private int size() {
        return random.nextInt(1000) == 0 ? random.nextInt(LARGEST) : random.nextInt(largest + 1);
    }

    /** Allocates or frees. */
    private void change() {
        boolean grow = count < wanted ? random.nextInt(4) != 0 : random.nextInt(4) == 0;
        if (count == 0 || (grow && count < config.live())) {
            allocate(size());
        } else {
            free(random.nextInt(count));
        }
    }

    private void allocate(int bytes) {
        long refused = pages.refused();
        int tag = tag(count);
        long cost = allocator.allocateCost(bytes, tag);
        long before = ledger.used();
        long handle = allocator.allocate(bytes, tag);
        if (handle == NO_BLOCK) {
            require(pages.refused() > refused, "no block, but no page was refused", bytes);
            return;
        }
        require(ledger.used() - before <= cost, "charged more than said", ledger.used() - before);
        int i = count++;
        tags[i] = tag;
        put(i, handle, bytes);
        fill(i);
    }

    private int tag(int i) {
        return i + config.live() * random.nextInt(Integer.MAX_VALUE / config.live());
    }

    private void put(int i, long handle, int bytes) {
        handles[i] = handle;
        sizes[i] = bytes;
        usable[i] = allocator.usableSize(handle);
        require(handle > 0 && usable[i] >= bytes, "handle", handle);
        require(byHandle.getIfAbsent(handle, NONE) == NONE, "handle is given twice", handle);
        byHandle.put(handle, i);
        used += usable[i];
        requested += bytes;
    }

    private void drop(int i) {
        require(byHandle.removeKeyIfAbsent(handles[i], NONE) == i, "handle is unknown", handles[i]);
        stale[(int) (done % STALE)] = handles[i];
        used -= usable[i];
        requested -= sizes[i];
    }

    private void fill(int i) {
        contents[i] = random.nextInt(NOISE);
        allocator.write(handles[i], 0, noise, contents[i], usable[i]);
    }

    private void free(int i) {
        check(i);
        require(allocator.free(handles[i]) == usable[i], "bytes released", handles[i]);
        require(!allocator.live(handles[i]), "live after it was freed", handles[i]);
        drop(i);
        count--;
        if (i < count) { // the last takes its place, and so another tag
            handles[i] = handles[count];
            sizes[i] = sizes[count];
            usable[i] = usable[count];
            contents[i] = contents[count];
            byHandle.put(handles[i], i);
            retag(i);
        }
    }

    private void resize(int i) {
        check(i);
        int bytes = random.nextBoolean() ? size() : Math.min(LARGEST, sizes[i] + random.nextInt(16));
        long refused = pages.refused();
        int tag = tag(i);
        long handle = allocator.resize(handles[i], bytes, tag);
        if (handle == NO_BLOCK) {
            require(pages.refused() > refused && bytes > usable[i], "not resized", handles[i]);
            check(i);
            return;
        }
        int kept = Math.min(bytes, usable[i]);
        require(allocator.matches(handle, 0, noise, contents[i], kept), "torn by a resize", handle);
        drop(i);
        tags[i] = tag;
        put(i, handle, bytes);
        fill(i);
    }

    private void overwrite(int i) {
        fill(i);
        int at = contents[i];
        if (usable[i] >= Long.BYTES) {
            int offset = random.nextInt(usable[i] - Long.BYTES + 1);
            allocator.setLong(handles[i], offset, ~allocator.getLong(handles[i], offset));
            require(!allocator.matches(handles[i], offset, noise, at + offset, Long.BYTES), "not written", handles[i]);
            allocator.setLong(handles[i], offset, ~allocator.getLong(handles[i], offset));
        }
    }

    private void retag(int i) {
        tags[i] = tag(i);
        allocator.owner(handles[i], tags[i]);
    }

    /** A handle that was freed, lies beside one, or is none: refused, and nothing changes. */
    private void badHandle() {
        long handle = random.nextBoolean() ? stale[random.nextInt(STALE)] : random.nextLong();
        if (count > 0 && random.nextBoolean()) {
            handle = handles[random.nextInt(count)] + random.nextInt(1, 64);
        }
        if (byHandle.containsKey(handle)) {
            return;
        }
        long before = ledger.used();
        require(!allocator.live(handle), "live", handle);
        boolean refused = false;
        try {
            allocator.free(handle);
        } catch (IllegalArgumentException e) {
            refused = true;
        }
        require(refused && ledger.used() == before, "freed", handle);
    }

    private void defragment() {
        try {
            defragmenter.step(0, WorkBudget.ofUnits(random.nextInt(4)));
        } catch (Refusal e) {
            thrown++;
        }
    }

    @Override
    public void blockMoved(int owner, long from, long to) {
        int i = owner % config.live();
        require(i < count && tags[i] == owner && handles[i] == from, "not the owner of what was moved", from);
        require(allocator.matches(to, 0, noise, contents[i], usable[i]), "torn by a move", to);
        if (random.nextInt(64) == 0) {
            throw new Refusal();
        }
        require(byHandle.removeKeyIfAbsent(from, NONE) == i && !byHandle.containsKey(to), "handle", to);
        byHandle.put(to, i);
        handles[i] = to;
        stale[(int) (done % STALE)] = from;
        moves++;
    }

    private void check(int i) {
        long handle = handles[i];
        require(allocator.live(handle), "not live", handle);
        require(allocator.owner(handle) == tags[i], "tag", handle);
        require(allocator.usableSize(handle) == usable[i], "size", handle);
        require(allocator.matches(handle, 0, noise, contents[i], usable[i]), "torn", handle);
    }

    /** Compares everything with everything. */
    void check() {
        allocator.checkIntegrity();
        ledger.checkIntegrity();
        for (int i = 0; i < count; i++) {
            check(i);
        }
        require(allocator.used() == used, "bytes used", allocator.used());
        require(allocator.reserved() == pages.reserved() + overhead.bytes(), "bytes reserved", allocator.reserved());
        require(byHandle.size() == count, "handles", count);
    }

    /** Frees everything; nothing may be left. */
    void end() {
        pages.refusing(false);
        while (count > 0) {
            free(count - 1);
        }
        boolean pending = true;
        while (pending) {
            pending = defragmenter.step(0, WorkBudget.ofUnits(1000));
        }
        allocator.purge();
        check();
        require(ledger.used() == 0 && pages.reserved() == 0, "left over", ledger.used());
    }

    private static void require(boolean holds, String what, long value) {
        if (!holds) {
            throw new IllegalStateException(what + " is wrong: " + value + " = 0x" + Long.toHexString(value));
        }
    }

    /** What the owner throws at one move in 64. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refusal() {
            super("refused", null, false, false);
        }
    }
}
