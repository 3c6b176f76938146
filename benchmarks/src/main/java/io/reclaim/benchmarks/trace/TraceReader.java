package io.reclaim.benchmarks.trace;

import java.io.Closeable;
import java.io.IOException;

/** Reads a trace from its beginning to its end. Not thread-safe. */
public interface TraceReader extends Closeable {

    /**
     * Reads the next request.
     *
     * @param into takes it
     * @return false at the end of the trace
     * @throws TraceException if the trace is truncated or malformed; the message names file and position
     * @throws IOException if it cannot be read
     */
    boolean next(Access into) throws IOException;
}
