package io.reclaim.benchmarks.allocator;

import io.reclaim.allocator.DefragConfig;
import io.reclaim.allocator.SizeClasses;
import java.util.Locale;

/** What can be measured. */
enum AllocatorKind {
    /** Ours, never defragmented. */
    RECLAIM_OFF("Reclaim, defrag off"),
    /** Ours, with the defaults. */
    RECLAIM("Reclaim"),
    /** Ours, densely paced. */
    RECLAIM_DENSE("Reclaim, dense"),
    /** Netty's pools. */
    NETTY_POOLED("Netty pooled"),
    /** Netty's default since 4.2. */
    NETTY_ADAPTIVE("Netty adaptive"),
    /** An array each. */
    BYTE_ARRAYS("byte[]");

    private final String title;

    AllocatorKind(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** An empty one. */
    BlockHolder holder(int numbers, SizeClasses classes) {
        return switch (this) {
            case RECLAIM_OFF -> new ReclaimBlocks(numbers, classes, null);
            case RECLAIM -> new ReclaimBlocks(numbers, classes, DefragConfig.defaults());
            case RECLAIM_DENSE -> new ReclaimBlocks(numbers, classes, DefragConfig.dense());
            case NETTY_POOLED -> NettyBlocks.pooled(numbers);
            case NETTY_ADAPTIVE -> NettyBlocks.adaptive(numbers);
            case BYTE_ARRAYS -> new ArrayBlocks(numbers);
        };
    }

    /** As on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
