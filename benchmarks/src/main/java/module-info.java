import org.jspecify.annotations.NullMarked;

/** The reference store, the trace laboratory and the JMH suites. Requires all other modules; nobody requires it. */
@NullMarked
module io.reclaim.benchmarks {
    requires static transitive org.jspecify;
    requires transitive io.reclaim.allocator;
    requires transitive io.reclaim.core;
    requires transitive io.reclaim.eviction;
    requires transitive io.reclaim.expiry;
    requires transitive io.reclaim.hashtable;
    requires aircompressor;
    requires com.github.benmanes.caffeine;
    requires com.github.benmanes.caffeine.simulator;
    requires com.h2database.mvstore;
    requires com.fasterxml.jackson.databind;
    requires de.siegmar.fastcsv;
    requires info.picocli;
    requires io.netty.buffer;
    requires io.netty.common;
    requires it.unimi.dsi.fastutil.core;
    requires java.management;
    requires jdk.management;
    requires jmh.core;
    requires HdrHistogram;
    requires org.eclipse.collections.api;
    requires org.eclipse.collections.impl;
    requires org.tukaani.xz;
    requires redis.clients.jedis;
    requires typesafe.config;
    requires me.tongfei.progressbar;

    opens io.reclaim.benchmarks to
            info.picocli;
    opens io.reclaim.benchmarks.allocator to
            info.picocli;
    opens io.reclaim.benchmarks.expiry to
            info.picocli;
    opens io.reclaim.benchmarks.hashtable to
            info.picocli;
    opens io.reclaim.benchmarks.hitratio to
            info.picocli;
    opens io.reclaim.benchmarks.replay to
            info.picocli;
    opens io.reclaim.benchmarks.report to
            info.picocli;
}
