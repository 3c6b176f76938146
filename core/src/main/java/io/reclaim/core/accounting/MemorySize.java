package io.reclaim.core.accounting;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Byte counts as people write them: {@code 100mb} and {@code 1.50M}, as in Redis. */
public final class MemorySize {
    private static final Pattern FORM = Pattern.compile("(\\d{1,19})([kmgt]?)(b?)");
    private static final String UNITS = "KMGTPE";

    private MemorySize() {}

    /**
     * Reads a size as redis.conf has it: {@code k m g t} are powers of 1000, {@code kb mb gb tb} of 1024; case does not
     * matter.
     *
     * @param text for instance {@code 64mb}
     * @return bytes
     * @throws IllegalArgumentException if it is not of that form or over {@link Long#MAX_VALUE}
     */
    public static long parse(String text) {
        Matcher matcher = FORM.matcher(text.trim().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a size such as 1048576, 512kb, 100mb or 2gb: " + text);
        }
        int power = matcher.group(2).isEmpty() ? 0 : "kmgt".indexOf(matcher.group(2)) + 1;
        long base = matcher.group(3).isEmpty() ? 1000 : 1024;
        try {
            long bytes = Long.parseLong(matcher.group(1));
            for (int i = 0; i < power; i++) {
                bytes = Math.multiplyExact(bytes, base);
            }
            return bytes;
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("size is over " + Long.MAX_VALUE + " bytes: " + text, e);
        }
    }

    /**
     * Writes a size as the {@code _human} fields of Redis' INFO do.
     *
     * @param bytes how many
     * @return for instance {@code 512B} or {@code 1.50M}
     */
    public static String format(long bytes) {
        if (Math.abs((double) bytes) < 1024) {
            return bytes + "B";
        }
        double value = bytes;
        int unit = -1;
        while (Math.abs(value) >= 1024) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.2f%c", value, UNITS.charAt(unit));
    }
}
