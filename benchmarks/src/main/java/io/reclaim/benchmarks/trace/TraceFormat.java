package io.reclaim.benchmarks.trace;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.reclaim.benchmarks.trace.Access.Operation;
import io.reclaim.hashtable.SipHash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How a trace is written. */
public enum TraceFormat {
    /** One decimal key a line; empty lines and {@code *} are skipped. */
    LIRS("lirs") {
        @Override
        TraceReader read(String name, InputStream in) {
            return new LineTrace(name, in, (line, into) -> {
                if (line.equals("*")) {
                    return 0;
                }
                into.key = Long.parseLong(line);
                return 1;
            });
        }
    },
    /** {@code start count ignored ignored}: the keys start to start + count - 1. */
    ARC("arc") {
        @Override
        TraceReader read(String name, InputStream in) {
            return new LineTrace(name, in, (line, into) -> {
                String[] fields = fields(line, 4);
                into.key = Long.parseLong(fields[0]);
                long count = notNegative("count", Long.parseLong(fields[1]));
                if (count > 0 && into.key > Long.MAX_VALUE - (count - 1)) {
                    throw new IllegalArgumentException("keys end beyond " + Long.MAX_VALUE);
                }
                return count;
            });
        }
    },
    /** {@code op 0xHEX n}: the key is the address. */
    ADDRESS("address") {
        @Override
        TraceReader read(String name, InputStream in) {
            return new LineTrace(name, in, (line, into) -> {
                String hex = fields(line, 3)[1].toLowerCase(Locale.ROOT);
                String digits = hex.startsWith("0x") ? hex.substring(2) : hex;
                if (digits.startsWith("+")) {
                    throw new NumberFormatException(digits);
                }
                into.key = Long.parseUnsignedLong(digits, 16);
                return 1;
            });
        }
    },
    /** Four-byte big-endian unsigned keys. */
    CACHE2K("cache2k") {
        @Override
        TraceReader read(String name, InputStream in) {
            return new RecordTrace(name, in, 4, BIG_ENDIAN, TraceFormat::intKey);
        }
    },
    /** Four-byte big-endian unsigned keys. */
    CLOUD_PHYSICS("cloud-physics") {
        @Override
        TraceReader read(String name, InputStream in) {
            return new RecordTrace(name, in, 4, BIG_ENDIAN, TraceFormat::intKey);
        }
    },
    /** Eight-byte big-endian keys. */
    CORDA("corda") {
        @Override
        TraceReader read(String name, InputStream in) {
            return new RecordTrace(name, in, 8, BIG_ENDIAN, TraceFormat::longKey);
        }
    },
    /** Eight-byte big-endian keys. */
    SCARAB("scarab") {
        @Override
        TraceReader read(String name, InputStream in) {
            return new RecordTrace(name, in, 8, BIG_ENDIAN, TraceFormat::longKey);
        }
    },
    /** 32 hexadecimal digits a line; the key is the high 64 bits exclusive-or the low ones. */
    GRADLE("gradle") {
        @Override
        TraceReader read(String name, InputStream in) {
            return new LineTrace(name, in, (line, into) -> {
                if (line.length() != 32) {
                    throw new IllegalArgumentException(line.length() + " characters where 32 are expected");
                }
                into.key = HexFormat.fromHexDigitsToLong(line, 0, 16) ^ HexFormat.fromHexDigitsToLong(line, 16, 32);
                return 1;
            });
        }
    },
    /** {@code time key size}: what is accessed is key and size together. */
    ADAPT_SIZE("adapt-size") {
        @Override
        TraceReader read(String name, InputStream in) {
            return new LineTrace(name, in, (line, into) -> {
                String[] fields = fields(line, 3);
                into.valueBytes = notNegative("size", Long.parseLong(fields[2]));
                into.key = Long.parseLong(fields[1]) ^ into.valueBytes * 0x9e3779b97f4a7c15L;
                return 1;
            });
        }
    },
    /**
     * Comma-separated with a header {@code version,time,op,size,lbn}: the key is lbn, size in bytes, time in seconds, or
     * in microseconds if it is 2^32 or more.
     */
    LIBCACHESIM_CSV("libcachesim-csv") {
        @Override
        TraceReader read(String name, InputStream in) {
            return new CsvTrace(name, in, 5, (record, into) -> {
                if (record.getField(4).trim().equals("lbn")) {
                    return false;
                }
                into.timeMillis = seconds(record.getField(1));
                into.valueBytes =
                        notNegative("size", Long.parseLong(record.getField(3).trim()));
                into.key = Long.parseLong(record.getField(4).trim());
                return true;
            });
        }
    },
    /** Records of 24 bytes: u32 time, u64 key, u32 size, i64 next access; little-endian. */
    ORACLE_GENERAL("oracle-general") {
        @Override
        TraceReader read(String name, InputStream in) {
            return new RecordTrace(name, in, 24, LITTLE_ENDIAN, (record, into) -> {
                into.timeMillis = Integer.toUnsignedLong(record.getInt()) * 1000;
                into.key = record.getLong();
                into.valueBytes = Integer.toUnsignedLong(record.getInt());
            });
        }
    },
    /**
     * Comma-separated: timestamp, key, key size, value size, client, operation, time to live; times in seconds. A read has
     * 0 where a value's size or time to live is not known.
     */
    TWITTER("twitter") {
        @Override
        TraceReader read(String name, InputStream in) {
            return new CsvTrace(name, in, 7, TraceFormat::twitter);
        }
    };

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    /** From the year 2106 on a time is taken to be in microseconds: those of disks, in the same layout, are. */
    private static final double SECONDS_END = 1L << 32;

    private static final SipHash TEXT_KEYS = new SipHash(0, 0);

    private final String label;

    TraceFormat(String label) {
        this.label = label;
    }

    abstract TraceReader read(String name, InputStream in);

    /**
     * Opens a trace.
     *
     * @param name what to call it in errors
     * @param raw its bytes, plain or compressed; closed with the reader
     * @return a reader at its beginning
     * @throws IOException if it cannot be read
     */
    public TraceReader open(String name, InputStream raw) throws IOException {
        try {
            return read(name, Compression.decompressed(raw));
        } catch (IOException e) {
            raw.close();
            throw TraceException.unreadable(name, "start", e);
        }
    }

    /**
     * The format of a label.
     *
     * @param label for instance {@code lirs}
     * @return the format
     * @throws IllegalArgumentException if there is none; the message lists all
     */
    public static TraceFormat of(String label) {
        for (TraceFormat format : values()) {
            if (format.label.equals(label)) {
                return format;
            }
        }
        throw new IllegalArgumentException("no such trace format: " + label + "; there are " + labels());
    }

    /**
     * All labels.
     *
     * @return the labels, separated by commas
     */
    public static String labels() {
        return Arrays.stream(values()).map(TraceFormat::label).collect(Collectors.joining(", "));
    }

    /**
     * What the format is called on the command line.
     *
     * @return for instance {@code lirs}
     */
    public String label() {
        return label;
    }

    private static String[] fields(String line, int least) {
        String[] fields = BLANKS.split(line);
        if (fields.length < least) {
            throw new IllegalArgumentException(fields.length + " fields where " + least + " are expected");
        }
        return fields;
    }

    private static long notNegative(String what, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(what + " is negative: " + value);
        }
        return value;
    }

    private static void intKey(ByteBuffer record, Access into) {
        into.key = Integer.toUnsignedLong(record.getInt());
    }

    private static void longKey(ByteBuffer record, Access into) {
        into.key = record.getLong();
    }

    private static long seconds(String text) {
        double seconds = Double.parseDouble(text.trim());
        if (!(seconds >= 0)) {
            throw new IllegalArgumentException("time is negative: " + text);
        }
        if (seconds < SECONDS_END) {
            return Math.round(seconds * 1000);
        }
        if (seconds < SECONDS_END * 1e6) {
            return Math.round(seconds / 1000);
        }
        throw new IllegalArgumentException("time is neither in seconds nor in microseconds: " + text);
    }

    private static boolean twitter(CsvRecord record, Access into) {
        into.timeMillis = seconds(record.getField(0));
        byte[] key = record.getField(1).getBytes(UTF_8);
        into.key = TEXT_KEYS.hash(key, 0, key.length);
        long size = notNegative("value size", Long.parseLong(record.getField(3).trim()));
        into.operation = switch (record.getField(5).trim()) {
            case "get", "gets" -> Operation.READ;
            case "set", "add", "replace", "cas", "append", "prepend", "incr", "decr" -> Operation.WRITE;
            case "delete" -> Operation.REMOVE;
            default -> throw new IllegalArgumentException("no such operation: " + record.getField(5));
        };
        long ttl = notNegative("time to live", Long.parseLong(record.getField(6).trim()));
        boolean zeroIsUnknown = into.operation == Operation.READ;
        into.valueBytes = size == 0 && zeroIsUnknown ? Access.UNKNOWN : size;
        if (ttl > 0) {
            into.ttlMillis = Math.multiplyExact(ttl, 1000L);
        } else if (!zeroIsUnknown) {
            into.ttlMillis = Access.FOREVER;
        }
        return true;
    }

    @Override
    public String toString() {
        return label;
    }
}
