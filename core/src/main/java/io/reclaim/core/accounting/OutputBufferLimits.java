package io.reclaim.core.accounting;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The {@link OutputBufferLimit}s of all classes of clients. Immutable.
 *
 * @see "Redis config.c, the directive client-output-buffer-limit"
 */
public final class OutputBufferLimits {
    private static final int GROUP = 4;
    private static final List<ClientClass> CLASSES =
            List.of(ClientClass.NORMAL, ClientClass.REPLICA, ClientClass.PUBSUB);

    private final Map<ClientClass, OutputBufferLimit> limits;

    private OutputBufferLimits(Map<ClientClass, OutputBufferLimit> limits) {
        this.limits = limits;
    }

    /**
     * What Redis starts with.
     *
     * @return see {@link OutputBufferLimit#defaults}
     */
    public static OutputBufferLimits defaults() {
        Map<ClientClass, OutputBufferLimit> limits = new EnumMap<>(ClientClass.class);
        CLASSES.forEach(of -> limits.put(of, OutputBufferLimit.defaults(of)));
        return new OutputBufferLimits(limits);
    }

    /**
     * The limit of a class.
     *
     * @param of the class; the master has that of normal clients
     * @return its limit
     */
    public OutputBufferLimit limit(ClientClass of) {
        OutputBufferLimit limit = limits.get(of.limitedAs());
        if (limit == null) {
            throw new IllegalStateException("no limit for " + of);
        }
        return limit;
    }

    /**
     * Replaces the limits that a directive names, and leaves the others: {@code class hard soft soft-seconds}, any number
     * of times. Sizes are as {@link MemorySize#parse} takes them.
     *
     * @param directive for instance {@code normal 0 0 0 pubsub 32mb 8mb 60}
     * @return the new limits; if a class is named twice, the last counts
     * @throws IllegalArgumentException if any part is wrong; the message names it
     */
    public OutputBufferLimits with(String directive) {
        String stripped = directive.strip();
        List<String> words = stripped.isEmpty() ? List.of() : List.of(stripped.split("\\s+", -1));
        if (words.isEmpty() || words.size() % GROUP != 0) {
            throw new IllegalArgumentException(
                    "client-output-buffer-limit takes groups of class, hard, soft, soft-seconds, so a multiple of "
                            + GROUP + " words: " + directive);
        }
        Map<ClientClass, OutputBufferLimit> next = new EnumMap<>(limits);
        for (int i = 0; i < words.size(); i += GROUP) {
            ClientClass of = ClientClass.of(words.get(i));
            long hard = size("hard limit", words.get(i + 1));
            long soft = size("soft limit", words.get(i + 2));
            next.put(of, new OutputBufferLimit(hard, soft, seconds(words.get(i + 3))));
        }
        return new OutputBufferLimits(next);
    }

    private static long size(String name, String text) {
        try {
            return MemorySize.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " is " + e.getMessage(), e);
        }
    }

    private static long seconds(String text) {
        try {
            long seconds = Long.parseLong(text);
            if (seconds >= 0) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("soft-seconds must be a whole number, 0 or more: " + text, e);
        }
        throw new IllegalArgumentException("soft-seconds must be a whole number, 0 or more: " + text);
    }

    /** The directive, which {@link #with} takes. */
    @Override
    public String toString() {
        return String.join(
                " ",
                CLASSES.stream()
                        .map(of -> of.name().toLowerCase(Locale.ROOT) + " " + limit(of))
                        .toList());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OutputBufferLimits those && limits.equals(those.limits);
    }

    @Override
    public int hashCode() {
        return limits.hashCode();
    }
}
