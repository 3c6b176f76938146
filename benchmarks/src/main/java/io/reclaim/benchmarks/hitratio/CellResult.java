package io.reclaim.benchmarks.hitratio;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one policy did on one trace with one capacity.
 *
 * @param policy its name on the command line
 * @param setup what it ran on
 * @param found what it found
 * @param requestedBytes sizes of all requests, together
 * @param extra what else is known, by its name in JSON
 */
record CellResult(String policy, CellSetup setup, Hits found, long requestedBytes, Map<String, Object> extra) {

    double hitRatio() {
        return (double) found.hits() / setup.log().requests();
    }

    double byteHitRatio() {
        return (double) found.bytes() / requestedBytes;
    }

    /** A flat object for programs. */
    Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("trace", setup.log().name());
        all.put("policy", policy);
        all.put("capacity", setup.capacity());
        all.put("unit", setup.unit().toString());
        all.put("requests", setup.log().requests());
        all.put("hits", found.hits());
        all.put("hitRatio", hitRatio());
        all.put("byteHitRatio", byteHitRatio());
        all.putAll(extra);
        return all;
    }
}
