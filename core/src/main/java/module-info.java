import org.jspecify.annotations.NullMarked;

/** Refs, rows, samples, work budgets, the duty cycle and memory accounting: what the other modules share. */
@NullMarked
module io.reclaim.core {
    requires static transitive org.jspecify;
    requires static java.management;
    requires static jdk.management;
    requires static micrometer.core;

    exports io.reclaim.core;
    exports io.reclaim.core.accounting;
}
