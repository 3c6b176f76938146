package io.reclaim.benchmarks.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import org.jspecify.annotations.Nullable;

/** A trace of text lines, each of one request or of a range of keys. */
final class LineTrace implements TraceReader {

    /** Understands one line. */
    @FunctionalInterface
    interface LineParser {

        /**
         * Reads a line's request.
         *
         * @return how many requests it stands for, of this key and those that follow; 0 to skip the line
         * @throws IllegalArgumentException if it is malformed
         */
        long parse(String line, Access into);
    }

    private final String name;
    private final BufferedReader lines;
    private final LineParser parser;
    private long lineNumber;
    private long repeats;
    private long nextKey;

    LineTrace(String name, InputStream in, LineParser parser) {
        this.name = name;
        this.lines = new BufferedReader(new InputStreamReader(in, ISO_8859_1));
        this.parser = parser;
    }

    @Override
    public boolean next(Access into) throws IOException {
        into.clear();
        while (repeats == 0) {
            String line = readLine();
            if (line == null) {
                return false;
            }
            String trimmed = line.trim();
            try {
                repeats = trimmed.isEmpty() ? 0 : parser.parse(trimmed, into);
            } catch (IllegalArgumentException e) {
                throw new TraceException(name, "line " + lineNumber, problem(trimmed, e), e);
            }
            nextKey = into.key;
        }
        into.key = nextKey;
        nextKey++;
        repeats--;
        return true;
    }

    private @Nullable String readLine() throws IOException {
        try {
            lineNumber++;
            return lines.readLine();
        } catch (IOException e) {
            throw TraceException.unreadable(name, "line " + lineNumber, e);
        }
    }

    private static String problem(String line, IllegalArgumentException e) {
        String shown = line.length() <= 60 ? line : line.substring(0, 60) + "...";
        String why = e instanceof NumberFormatException ? "not a number" : e.getMessage();
        return "malformed (" + why + "): " + shown;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
