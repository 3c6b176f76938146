package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemoryLedger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** An allocator beside what is expected of it: the bytes, the owner and the handle of each block. */
final class AllocatorModel implements BlockOwner {
    private static final int STALE_KEPT = 64;

    /** One live block. */
    static final class Block {
        final int owner;
        final byte[] bytes;
        final int used;
        long handle;
        private int place;

        private Block(int owner, byte[] bytes, int used, long handle) {
            this.owner = owner;
            this.bytes = bytes;
            this.used = used;
            this.handle = handle;
        }
    }

    /** Thrown by the owner of blocks on demand. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    final MemoryLedger ledger = new MemoryLedger();
    final MemoryAccount blocks = ledger.open("blocks", Kind.DATASET);
    final MemoryAccount overhead = ledger.open("overhead", Kind.OVERHEAD);
    final SpyPages pages;
    final SizeClassAllocator allocator;
    final List<Block> live = new ArrayList<>();
    final Random random = new Random(0);
    Defragmenter defragmenter;
    boolean midway;
    /** Moves until the owner refuses one; -1: it never does. */
    int refuseAfter = -1;

    long moves;

    private final Map<Integer, Block> byOwner = new HashMap<>();
    private final Map<Long, Block> byHandle = new HashMap<>();
    private final long[] stale = new long[STALE_KEPT];
    private int frees;
    private int allocations;
    private byte[] buffer = new byte[1 << 16];

    AllocatorModel(int chunkLog2, PageSource source, boolean checked) {
        pages = new SpyPages(source);
        SizeClasses classes = new SizeClasses(chunkLog2);
        allocator = checked
                ? SizeClassAllocator.checked(classes, pages, blocks, overhead)
                : new SizeClassAllocator(classes, pages, blocks, overhead);
        defragmenter = new Defragmenter(allocator, this, new DefragConfig(1, 0));
    }

    AllocatorModel(int chunkLog2, PageSource source) {
        this(chunkLog2, source, false);
    }

    AllocatorModel(int chunkLog2) {
        this(chunkLog2, new HeapPages());
    }

    /** All different, of ever more bits, now and then of 32. */
    private int nextOwner() {
        int n = allocations++;
        int owner = n * (1 + n / 16) & Integer.MAX_VALUE;
        return n % 257 == 256 ? ~owner : owner;
    }

    /** The new block, or null if there is no memory for it. */
    Block allocate(int bytes) {
        long before = ledger.used();
        long used = allocator.used();
        long refused = pages.refused;
        int owner = nextOwner();
        long cost = allocator.allocateCost(bytes, owner);
        long handle = allocator.allocate(bytes, owner);
        if (handle == SizeClassAllocator.NO_BLOCK) {
            assertThat(pages.refused).isGreaterThan(refused);
            assertThat(allocator.used()).isEqualTo(used);
            assertThat(ledger.used()).isLessThanOrEqualTo(before);
            return null;
        }
        check(handle > 0, "sign of a handle", handle);
        // Out of pages, an empty run or chunk may be given up for the block.
        long charged = ledger.used() - before;
        boolean gaveUp = pages.refused > refused && charged < cost;
        check(charged == cost || gaveUp, "cost of " + bytes + " bytes: " + cost, charged);
        byte[] contents = new byte[bytes];
        random.nextBytes(contents);
        Block block = new Block(owner, contents, allocator.usableSize(handle), handle);
        check(block.used >= bytes, "usable size", block.used);
        check(byHandle.put(handle, block) == null, "handle given twice", handle);
        byOwner.put(owner, block);
        block.place = live.size();
        live.add(block);
        allocator.write(handle, 0, contents, 0, bytes);
        return block;
    }

    void allocate(int count, int bytes) {
        for (int i = 0; i < count; i++) {
            allocate(bytes);
        }
    }

    void free(Block block) {
        check(block);
        long before = allocator.used();
        int released = allocator.free(block.handle);
        check(released == block.used, "bytes released", released);
        check(before - allocator.used() == released, "bytes used less", before - allocator.used());
        check(!allocator.live(block.handle), "live after being freed", block.handle);
        stale[frees++ % STALE_KEPT] = block.handle;
        byHandle.remove(block.handle);
        byOwner.remove(block.owner);
        Block last = live.remove(live.size() - 1);
        if (last != block) {
            last.place = block.place;
            live.set(block.place, last);
        }
    }

    /** Frees that many percent of all blocks, at random. */
    void freePercent(int percent) {
        for (Block block : List.copyOf(live)) {
            if (random.nextInt(100) < percent) {
                free(block);
            }
        }
    }

    /** Whether there was memory for it. */
    boolean resize(Block block, int bytes) {
        check(block);
        boolean inPlace = allocator.fits(block.handle, bytes);
        long refused = pages.refused;
        long handle = allocator.resize(block.handle, bytes, block.owner);
        if (handle == SizeClassAllocator.NO_BLOCK) {
            check(pages.refused > refused && bytes > block.used, "resize refused", block.handle);
            check(block);
            return false;
        }
        check(!inPlace || handle == block.handle, "moved without need", handle);
        int kept = Math.min(bytes, block.bytes.length);
        check(allocator.matches(handle, 0, block.bytes, 0, kept), "torn by a resize", handle);
        if (handle != block.handle) {
            check(!allocator.live(block.handle), "live after a resize", block.handle);
            stale[frees++ % STALE_KEPT] = block.handle;
        }
        byHandle.remove(block.handle);
        byte[] contents = Arrays.copyOf(block.bytes, bytes);
        allocator.write(handle, 0, contents, 0, bytes);
        Block resized = new Block(block.owner, contents, allocator.usableSize(handle), handle);
        resized.place = block.place;
        live.set(block.place, resized);
        byOwner.put(block.owner, resized);
        check(byHandle.put(handle, resized) == null, "handle given twice", handle);
        return true;
    }

    void freeAny() {
        if (!live.isEmpty()) {
            free(live.get(random.nextInt(live.size())));
        }
    }

    /** Everything that takes a handle refuses those of blocks that are gone, and random numbers, and changes nothing. */
    void tryBadHandles() {
        for (long handle : stale) {
            tryBad(handle);
        }
        for (int i = 0; i < STALE_KEPT && !live.isEmpty(); i++) {
            long handle = live.get(random.nextInt(live.size())).handle;
            tryBad(handle + random.nextInt(1, 40));
            tryBad(handle ^ 1L << random.nextInt(64));
            tryBad(random.nextLong());
            tryBad(random.nextInt(1 << 24));
        }
    }

    private void tryBad(long handle) {
        if (byHandle.containsKey(handle)) {
            return;
        }
        long before = ledger.used();
        check(!allocator.live(handle), "live", handle);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> allocator.free(handle))
                .withMessageContaining(Long.toHexString(handle));
        assertThatIllegalArgumentException().isThrownBy(() -> allocator.owner(handle));
        assertThatIllegalArgumentException().isThrownBy(() -> allocator.usableSize(handle));
        check(ledger.used() == before, "bytes charged after a bad handle", ledger.used());
    }

    /** One step; whether work is left. */
    boolean step(long units) {
        WorkBudget budget = WorkBudget.ofUnits(units);
        long opened = pages.opened;
        long used = allocator.used();
        long moved = defragmenter.movedBytes();
        try {
            midway = defragmenter.step(0, budget);
        } catch (Refusal refusal) {
            midway = true;
        }
        check(pages.opened == opened, "pages opened by a step", pages.opened - opened);
        check(allocator.used() == used, "bytes used after a step", allocator.used());
        check(budget.spent() <= units, "units spent", budget.spent());
        check(defragmenter.movedBytes() - moved <= mostMoved(units), "bytes moved", defragmenter.movedBytes() - moved);
        return midway;
    }

    /** 4 KiB a unit; the next unit's share is moved before it is paid, and the last two blocks may be of any size. */
    long mostMoved(long units) {
        return 4096 * (units + 1) + 2L * (allocator.classes().maxSize() + 256);
    }

    /** A step that is cut off, by its owner, after so many moves; whether it was. */
    boolean stepOfMoves(int count) {
        refuseAfter = count;
        boolean pending = step(1_000_000);
        refuseAfter = -1;
        return pending;
    }

    /** Steps until nothing is left to do; an endless one fails. Returns the units spent. */
    long defragment(int unitsPerStep) {
        long most = 100_000 + 100L * allocator.used() / allocator.classes().size(0);
        long units = 0;
        while (step(unitsPerStep)) {
            units += unitsPerStep;
            check(units < most, "endless", units);
        }
        return units;
    }

    @Override
    public void blockMoved(int owner, long from, long to) {
        Block block = byOwner.get(owner);
        check(block != null && block.handle == from, "moved from", from);
        check(byHandle.get(to) == null, "moved to a block", to);
        check(allocator.owner(from) == owner && allocator.owner(to) == owner, "owner", owner);
        check(allocator.matches(from, 0, block.bytes, 0, block.bytes.length), "bytes left", from);
        check(allocator.matches(to, 0, block.bytes, 0, block.bytes.length), "bytes copied", to);
        if (refuseAfter >= 0 && refuseAfter-- == 0) {
            throw new Refusal();
        }
        moves++;
        byHandle.remove(from);
        byHandle.put(to, block);
        block.handle = to;
        stale[frees++ % STALE_KEPT] = from;
    }

    void check(Block block) {
        check(allocator.live(block.handle), "not live", block.handle);
        check(allocator.owner(block.handle) == block.owner, "owner", block.owner);
        check(allocator.usableSize(block.handle) == block.used, "size", block.used);
        int length = block.bytes.length;
        buffer = buffer.length < length ? new byte[length] : buffer;
        allocator.read(block.handle, 0, buffer, 0, length);
        check(Arrays.equals(buffer, 0, length, block.bytes, 0, length), "torn", block.handle);
    }

    void checkIntegrity() {
        AllocatorAudit.check(allocator, midway);
        ledger.checkIntegrity();
        long used = 0;
        for (Block block : live) {
            check(block);
            used += block.used;
        }
        assertThat(allocator.used()).isEqualTo(blocks.bytes()).isEqualTo(used);
        assertThat(allocator.reserved()).isEqualTo(pages.reserved() + overhead.bytes());
        assertThat(defragmenter.movedBlocks()).isEqualTo(moves);
    }

    private static void check(boolean holds, String what, long value) {
        if (!holds) {
            throw new AssertionError(what + ": " + value + " = " + Handle.text(value));
        }
    }

    @Override
    public String toString() {
        return live.size() + " blocks in " + allocator;
    }
}
