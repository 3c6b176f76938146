package io.reclaim.core.accounting;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Who can give memory back at once: what Redis' MEMORY PURGE does to its allocator, for all parts of a store that keep
 * something for quick reuse.
 *
 * <p>Cost: that of the hooks. Threads: that of the hooks.
 */
public final class MemoryPurge {
    private final Map<String, LongSupplier> hooks = new LinkedHashMap<>();

    /** Without hooks. */
    public MemoryPurge() {}

    /**
     * Adds a part.
     *
     * @param name unique
     * @param hook gives back what it can, and returns the bytes
     * @return this
     */
    public MemoryPurge add(String name, LongSupplier hook) {
        if (hooks.putIfAbsent(requireNonNull(name, "name"), requireNonNull(hook, "hook")) != null) {
            throw new IllegalArgumentException("hook is there already: " + name);
        }
        return this;
    }

    /**
     * Calls all hooks, in the order of adding. One that throws ends it; those before it have done their part.
     *
     * @return bytes given back, by name
     */
    public Map<String, Long> purge() {
        Map<String, Long> bytes = new LinkedHashMap<>();
        hooks.forEach((name, hook) -> bytes.put(name, hook.getAsLong()));
        return bytes;
    }

    @Override
    public String toString() {
        return "MemoryPurge" + hooks.keySet();
    }
}
