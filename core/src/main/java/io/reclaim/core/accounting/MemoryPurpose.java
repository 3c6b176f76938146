package io.reclaim.core.accounting;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.accounting.MemoryAccount.Kind;

/**
 * The purposes that stores have in common, with the account that each has in a ledger: a {@link MemoryReport} finds the
 * fields of Redis' INFO by them. A store opens those it has, and any others under names of its own.
 */
public enum MemoryPurpose {
    /** Keys and values. */
    DATASET("dataset", Kind.DATASET),
    /** What a store takes while it is empty. */
    FIXED("fixed", Kind.OVERHEAD),
    /** Rows of columns, links and metadata among them. */
    ROWS("rows", Kind.OVERHEAD),
    /** Which refs are live. */
    SLAB("slab", Kind.OVERHEAD),
    /** Buckets of the hashtable. */
    TABLE("table", Kind.OVERHEAD),
    /** The order of deadlines. */
    DEADLINES("deadlines", Kind.OVERHEAD),
    /** What an eviction policy keeps, where it is not in the rows. */
    METADATA("metadata", Kind.OVERHEAD),
    /** What an eviction policy remembers of entries that went. */
    GHOSTS("ghosts", Kind.OVERHEAD),
    /** Descriptors, bitmaps and tags of blocks. */
    ALLOCATOR("allocator", Kind.OVERHEAD),
    /** What clients sent that is not executed yet. */
    CLIENT_QUERIES("clients.normal.query", Kind.OVERHEAD),
    /** Replies that clients have not read yet, of subscribers too. */
    CLIENT_REPLIES("clients.normal.output", Kind.OVERHEAD),
    /** What replicas have not read yet, beyond the backlog. */
    REPLICA_OUTPUT("clients.replica.output", Kind.NOT_COUNTED),
    /** Links between the nodes of a cluster. */
    CLUSTER_LINKS("cluster.links", Kind.OVERHEAD),
    /** Writes that are not in the append-only file yet. */
    APPEND_ONLY_BUFFER("persistence.aof", Kind.NOT_COUNTED),
    /** Writes that arrive while the append-only file is rewritten. */
    REWRITE_BUFFER("persistence.rewrite", Kind.NOT_COUNTED),
    /** What was sent to replicas and may be asked for again. */
    REPLICATION_BACKLOG("replication.backlog", Kind.OVERHEAD),
    /** Libraries of functions. */
    FUNCTIONS("functions", Kind.OVERHEAD),
    /** Cached scripts. */
    SCRIPTS("scripts", Kind.OVERHEAD);

    private final String account;
    private final Kind kind;

    MemoryPurpose(String account, Kind kind) {
        this.account = requireNonNull(account);
        this.kind = requireNonNull(kind);
    }

    /**
     * The path of its account.
     *
     * @return names from the root down, with dots between
     */
    public String account() {
        return account;
    }

    /**
     * What its bytes count as.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }
}
