package io.reclaim.benchmarks.trace;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A trace of binary records of one length. */
final class RecordTrace implements TraceReader {

    /** Understands one record. */
    @FunctionalInterface
    interface RecordParser {

        /**
         * Reads a record's request.
         *
         * @throws IllegalArgumentException if it is malformed
         */
        void parse(ByteBuffer record, Access into);
    }

    private final String name;
    private final InputStream in;
    private final ByteBuffer record;
    private final RecordParser parser;
    private long position;

    RecordTrace(String name, InputStream in, int recordBytes, ByteOrder order, RecordParser parser) {
        this.name = name;
        this.in = in;
        this.record = ByteBuffer.allocate(recordBytes).order(order);
        this.parser = parser;
    }

    @Override
    public boolean next(Access into) throws IOException {
        into.clear();
        int read;
        try {
            read = in.readNBytes(record.array(), 0, record.capacity());
        } catch (IOException e) {
            throw TraceException.unreadable(name, "byte " + position, e);
        }
        if (read == 0) {
            return false;
        }
        if (read < record.capacity()) {
            String problem = "truncated: a record has " + record.capacity() + " bytes, the last one " + read;
            throw new TraceException(name, "byte " + position, problem);
        }
        try {
            parser.parse(record.clear(), into);
        } catch (IllegalArgumentException e) {
            throw new TraceException(name, "byte " + position, "malformed: " + e.getMessage(), e);
        }
        position += read;
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
