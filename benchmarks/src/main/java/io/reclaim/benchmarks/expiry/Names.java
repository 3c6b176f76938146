package io.reclaim.benchmarks.expiry;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Names of what can be chosen. */
final class Names {
    private Names() {}

    static String of(Object[] values) {
        return Arrays.stream(values).map(Object::toString).collect(Collectors.joining(", "));
    }
}
