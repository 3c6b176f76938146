package io.reclaim.benchmarks.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The results of a command for programs: one object {@code command}, {@code args}, {@code environment},
 * {@code results}, the last a list of flat objects. Times, bytes and percentages have their unit in the name.
 *
 * @param command what was run
 * @param args with which options
 * @param results what came out
 */
public record JsonReport(String command, List<String> args, List<Map<String, Object>> results) {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * Copies the lists.
     *
     * @param command see the record
     * @param args see the record
     * @param results see the record
     */
    public JsonReport {
        args = List.copyOf(args);
        results = List.copyOf(results);
    }

    /**
     * Writes the file.
     *
     * @param file where to; replaced if it exists
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("command", command);
        all.put("args", args);
        all.put("environment", environment());
        all.put("results", results);
        Files.writeString(file, text(all) + System.lineSeparator());
    }

    /**
     * Any value as JSON.
     *
     * @param value maps, lists, strings, numbers
     * @return the text
     */
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What the results were taken on.
     *
     * @return JDK, operating system, processors, heap
     */
    public static Map<String, Object> environment() {
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("java", System.getProperty("java.runtime.version"));
        found.put("vm", System.getProperty("java.vm.name"));
        found.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        found.put("processors", Runtime.getRuntime().availableProcessors());
        found.put("maxHeapBytes", Runtime.getRuntime().maxMemory());
        return found;
    }
}
