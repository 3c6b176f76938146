package io.reclaim.benchmarks.trace;

import static io.reclaim.benchmarks.trace.Access.UNKNOWN;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.reclaim.benchmarks.trace.Access.Operation;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Writes requests in every format, and says what a format keeps of a request. */
final class TraceEncoder {
    private static final long U32 = 0xffff_ffffL;

    private TraceEncoder() {}

    static byte[] encode(TraceFormat format, List<Request> requests) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (format == TraceFormat.LIBCACHESIM_CSV) {
            out.writeBytes("version,time,op,size,lbn\n".getBytes(UTF_8));
        }
        for (Request request : requests) {
            out.writeBytes(encode(format, request));
        }
        return out.toByteArray();
    }

    private static byte[] encode(TraceFormat format, Request request) {
        long key = request.key();
        return switch (format) {
            case LIRS -> text(key + "\n");
            case ARC -> text("%d 1 0 0\n".formatted(key));
            case ADDRESS -> text("%s 0x%x 1\n".formatted(key % 2 == 0 ? "l" : "s", key));
            case CACHE2K, CLOUD_PHYSICS ->
                ByteBuffer.allocate(4).putInt((int) key).array();
            case CORDA, SCARAB -> ByteBuffer.allocate(8).putLong(key).array();
            case GRADLE -> text("%016x%016x\n".formatted(key * 31, key * 31 ^ key));
            case ADAPT_SIZE -> text("%d %d %d\n".formatted(1, key, request.valueBytes()));
            case LIBCACHESIM_CSV -> text("1,%s,2a,%d,%d\n".formatted(seconds(request), request.valueBytes(), key));
            case ORACLE_GENERAL ->
                ByteBuffer.allocate(24)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt((int) (request.timeMillis() / 1000))
                        .putLong(key)
                        .putInt((int) request.valueBytes())
                        .putLong(-1)
                        .array();
            case TWITTER -> text(twitter(request));
        };
    }

    /** What a reader must return for a request that was written. */
    static Request kept(TraceFormat format, Request request) {
        return switch (format) {
            case LIRS, ARC, ADDRESS, CORDA, SCARAB, GRADLE -> Request.of(request.key());
            case CACHE2K, CLOUD_PHYSICS -> Request.of(request.key() & U32);
            case ADAPT_SIZE -> new Request(request.key(), request.valueBytes(), UNKNOWN, UNKNOWN, Operation.READ);
            case LIBCACHESIM_CSV ->
                new Request(request.key(), request.valueBytes(), request.timeMillis(), UNKNOWN, Operation.READ);
            case ORACLE_GENERAL ->
                new Request(
                        request.key(),
                        request.valueBytes() & U32,
                        (request.timeMillis() / 1000 & U32) * 1000,
                        UNKNOWN,
                        Operation.READ);
            case TWITTER ->
                new Request(
                        request.key(),
                        request.operation() == Operation.READ && request.valueBytes() == 0
                                ? UNKNOWN
                                : request.valueBytes(),
                        request.timeMillis(),
                        request.operation() == Operation.READ && request.ttlMillis() == Access.FOREVER
                                ? UNKNOWN
                                : request.ttlMillis(),
                        request.operation());
        };
    }

    /** Whether keys are taken as they are, or only told apart. */
    static boolean keepsKeys(TraceFormat format) {
        return format != TraceFormat.ADAPT_SIZE && format != TraceFormat.TWITTER;
    }

    static boolean binary(TraceFormat format) {
        return recordBytes(format) > 0;
    }

    static int recordBytes(TraceFormat format) {
        return switch (format) {
            case CACHE2K, CLOUD_PHYSICS -> 4;
            case CORDA, SCARAB -> 8;
            case ORACLE_GENERAL -> 24;
            default -> 0;
        };
    }

    private static String twitter(Request request) {
        String key = "key" + Long.toHexString(request.key());
        return String.join(
                ",",
                seconds(request),
                key,
                "" + key.length(),
                "" + request.valueBytes(),
                "3",
                word(request.operation()),
                ttlSeconds(request) + "\n");
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    private static String seconds(Request request) {
        return BigDecimal.valueOf(request.timeMillis(), 3).toPlainString();
    }

    private static long ttlSeconds(Request request) {
        return request.ttlMillis() == Access.FOREVER ? 0 : request.ttlMillis() / 1000;
    }

    private static String word(Operation operation) {
        return switch (operation) {
            case READ -> "get";
            case WRITE -> "set";
            case REMOVE -> "delete";
        };
    }
}
