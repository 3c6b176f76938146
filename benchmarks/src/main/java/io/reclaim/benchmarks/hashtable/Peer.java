package io.reclaim.benchmarks.hashtable;

import io.reclaim.hashtable.RehashingMap;
import it.unimi.dsi.fastutil.objects.Object2ObjectOpenHashMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.collections.impl.map.mutable.UnifiedMap;

/** The tables that are compared, all behind {@link Map}, empty and of default settings. */
public enum Peer {
    /** Ours. */
    REHASHING_MAP("RehashingMap"),
    /** Ours, of a store: keys in a table of refs, and a column of 4 bytes in place of values. */
    REHASHING_TABLE("RehashingTable"),
    /** The JDK's. */
    HASH_MAP("HashMap"),
    /** The JDK's, thread-safe. */
    CONCURRENT_HASH_MAP("ConcurrentHashMap"),
    /** Of Eclipse Collections. */
    UNIFIED_MAP("UnifiedMap"),
    /** Of fastutil: open addressing. */
    FASTUTIL("fastutil");

    private final String title;

    Peer(String title) {
        this.title = title;
    }

    /**
     * As shown in tables.
     *
     * @return the name of its class or library
     */
    public String title() {
        return title;
    }

    /**
     * A map without entries.
     *
     * @return a new one
     */
    public Map<Object, Object> create() {
        return switch (this) {
            case REHASHING_MAP -> new RehashingMap<>();
            case REHASHING_TABLE -> new RefMap();
            case HASH_MAP -> new HashMap<>();
            case CONCURRENT_HASH_MAP -> new ConcurrentHashMap<>();
            case UNIFIED_MAP -> new UnifiedMap<>();
            case FASTUTIL -> new Object2ObjectOpenHashMap<>();
        };
    }

    /** As in option values. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
