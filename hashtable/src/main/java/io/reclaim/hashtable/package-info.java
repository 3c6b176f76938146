/**
 * Hash tables without pauses: no operation allocates, zeroes, copies or frees anything proportional to the table.
 *
 * <ul>
 * <li>{@link io.reclaim.hashtable.RehashingIndex}: refs by hash, for stores that keep keys elsewhere.
 * <li>{@link io.reclaim.hashtable.RehashingTable}: refs by key.
 * <li>{@link io.reclaim.hashtable.RehashingMap}: a {@link java.util.Map}.
 * <li>{@link io.reclaim.hashtable.SipHash}: keyed hashing for keys that strangers choose;
 *     {@link io.reclaim.hashtable.KeyEquality} lets any type be a key.
 * </ul>
 *
 * <h2>The rehash protocol</h2>
 * <p>All three tables resize alike. There is one paged array of buckets, and a frontier (class {@code RehashFrontier})
 * made of two numbers: the base {@code N}, a power of two, and the split {@code s}, {@code 0 <= s < N}:
 *
 * <pre>{@code
 *      0         s            N        N+s          2N
 *      |--split--|--not yet---|--split--|  (absent)  |
 *
 *      bucket of a hash h:   b = h & (N-1);   if (b < s)  b = h & (2N-1)
 * }</pre>
 *
 * <p>To grow by one bucket is to split bucket {@code s} into {@code s} and {@code s + N}; to shrink by one is to merge
 * them again. When {@code s} reaches {@code N} the base doubles, below 0 it halves: both only change the two numbers.
 * So exactly one bucket can hold a key at any time, a lookup never looks twice, and a resize can turn round half-way.
 * Each write does one split or up to eight merges, a read none; the rest is done in idle time by the table's
 * {@code rehashing()} work. Redis' dict keeps two arrays, allocates the new one in one go and frees the old one in one
 * go; here pages of buckets are made as the frontier reaches them and dropped as it leaves them.
 *
 * <p>Buckets are what a resize gives back. The rows of an index or a table, and the keys of a table, are in pages by ref:
 * those come back by a {@link io.reclaim.core.SlabCompaction} whose holder tells the table's {@code moved}.
 */
package io.reclaim.hashtable;
