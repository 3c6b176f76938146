package io.reclaim.benchmarks.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Iterator;

/** A trace of comma-separated records. */
final class CsvTrace implements TraceReader {

    /** Understands one record. */
    @FunctionalInterface
    interface CsvParser {

        /**
         * Reads a record's request.
         *
         * @return false to skip the record
         * @throws IllegalArgumentException if it is malformed
         */
        boolean parse(CsvRecord record, Access into);
    }

    private final String name;
    private final CsvReader<CsvRecord> reader;
    private final Iterator<CsvRecord> records;
    private final int fields;
    private final CsvParser parser;
    private long line;

    CsvTrace(String name, InputStream in, int fields, CsvParser parser) {
        this.name = name;
        this.reader = CsvReader.builder().ofCsvRecord(new InputStreamReader(in, UTF_8));
        this.records = reader.iterator();
        this.fields = fields;
        this.parser = parser;
    }

    @Override
    public boolean next(Access into) throws IOException {
        try {
            while (records.hasNext()) {
                CsvRecord record = records.next();
                line = record.getStartingLineNumber();
                into.clear();
                if (record.getFieldCount() < fields) {
                    throw new IllegalArgumentException(
                            record.getFieldCount() + " fields where " + fields + " are expected");
                }
                if (parser.parse(record, into)) {
                    return true;
                }
            }
            return false;
        } catch (NumberFormatException e) {
            throw new TraceException(name, "line " + line, "malformed (not a number): " + e.getMessage(), e);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new TraceException(name, "line " + line, "malformed: " + e.getMessage(), e);
        } catch (CsvParseException | UncheckedIOException e) {
            throw TraceException.unreadable(name, "after line " + line, e);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
