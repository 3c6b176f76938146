package io.reclaim.benchmarks.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuiltInTracesTest {

    @ParameterizedTest
    @CsvSource({
        "multi1, lirs, 15858, 2606",
        "multi2, lirs, 26311, 5684",
        "multi3, lirs, 30241, 7454",
        "2_pools, lirs, 100000, 9939",
        "sprite, lirs, 133996, 7075",
        "web07, cache2k, 76118, 20484",
        "web12, cache2k, 95607, 13756",
        "corda, corda, 135702, 90468",
        "adapt-size, adapt-size, 66987, 40240"
    })
    void read_smallTrace_hasTheStatedRequestsAndKeys(String name, String format, long requests, int keys)
            throws IOException {
        Trace trace = Trace.named(name);
        assertThat(trace.format().label()).isEqualTo(format);
        assertThat(trace.requests()).isEqualTo(requests);
        Set<Long> distinct = new HashSet<>();
        Access access = new Access();
        long read = 0;
        try (TraceReader reader = trace.open()) {
            while (read <= requests && reader.next(access)) {
                read++;
                distinct.add(access.key);
            }
        }
        assertThat(read).isEqualTo(requests);
        assertThat(distinct).hasSize(keys);
    }

    @ParameterizedTest
    @CsvSource({
        "loop, lirs, 505500",
        "gcc, address, 515683",
        "gzip, address, 481044",
        "mcf, address, 727230",
        "swim, address, 303193",
        "twolf, address, 482824",
        "orm-busy, cache2k, 5000000",
        "orm-night, cache2k, 5000000",
        "w106, cloud-physics, 5292456",
        "scarab-recs, scarab, 1245184",
        "gradle, gradle, 2090667"
    })
    void open_largeTrace_itsBeginningCanBeRead(String name, String format, long requests) throws IOException {
        Trace trace = Trace.named(name);
        assertThat(trace.format().label()).isEqualTo(format);
        assertThat(trace.requests()).isEqualTo(requests);
        Set<Long> distinct = new HashSet<>();
        Access access = new Access();
        try (TraceReader reader = trace.open()) {
            for (int i = 0; i < 1000; i++) {
                assertThat(reader.next(access)).isTrue();
                distinct.add(access.key);
            }
        }
        assertThat(distinct).hasSizeGreaterThan(1);
    }

    @Test
    void read_adaptSize_sizesAreInTheStatedRange() throws IOException {
        long least = Long.MAX_VALUE;
        long most = 0;
        Access access = new Access();
        Trace trace = Trace.named("adapt-size");
        try (TraceReader reader = trace.open()) {
            for (long i = 0; i < trace.requests(); i++) {
                assertThat(reader.next(access)).isTrue();
                least = Math.min(least, access.valueBytes);
                most = Math.max(most, access.valueBytes);
            }
        }
        assertThat(least).isEqualTo(1);
        assertThat(most).isEqualTo(4_092_928);
    }
}
