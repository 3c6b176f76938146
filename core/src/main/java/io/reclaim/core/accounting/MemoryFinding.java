package io.reclaim.core.accounting;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that a {@link MemoryDoctor} found.
 *
 * @param severity how soon something should be done
 * @param id short name of the rule, the same in every release
 * @param what one sentence
 * @param evidence the figures it was found by: value by name, whole numbers or ratios
 * @param advice which setting or which command
 */
public record MemoryFinding(Severity severity, String id, String what, Map<String, Number> evidence, String advice) {

    /** How soon something should be done. */
    public enum Severity {
        /** Memory is lost, or soon may be; the store goes on. */
        WARNING,
        /** The process may be slowed to a crawl or killed. */
        SEVERE
    }

    /**
     * Copies the evidence.
     *
     * @param severity see the record
     * @param id see the record
     * @param what see the record
     * @param evidence see the record
     * @param advice see the record
     */
    public MemoryFinding {
        evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    }

    /** For people: what, evidence and advice in one line. */
    @Override
    public String toString() {
        return severity + " " + id + ": " + what + " " + evidence + " " + advice;
    }
}
