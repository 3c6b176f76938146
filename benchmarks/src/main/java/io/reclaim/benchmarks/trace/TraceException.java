package io.reclaim.benchmarks.trace;

import java.io.IOException;

/** A trace is truncated or malformed. The message names file and position. */
public final class TraceException extends IOException {
    private static final long serialVersionUID = 1;

    TraceException(String trace, String position, String problem, Throwable cause) {
        super(trace + ", " + position + ": " + problem, cause);
    }

    TraceException(String trace, String position, String problem) {
        super(trace + ", " + position + ": " + problem);
    }

    /** The bytes end too early or cannot be unpacked; the decoders do not always say why. */
    static TraceException unreadable(String trace, String position, Exception cause) {
        String why = cause.getMessage() == null ? "unexpected end of input" : cause.getMessage();
        return new TraceException(trace, position, "truncated or corrupt: " + why, cause);
    }
}
