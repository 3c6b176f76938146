package io.reclaim.benchmarks.tier;

import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.ObjectLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a tier is yet to be told: the last word on each key, a record or that it is gone, oldest first. */
final class PendingWrites {
    /** The last word on a key is that it has no record. */
    static final byte[] GONE = {};

    private static final ObjectLayout LAYOUT = ObjectLayout.CURRENT;
    /** An entry of the map with its place in the table, and the buffer that makes an array a key, by its fields. */
    private static final long BYTES_PER_ENTRY =
            LAYOUT.object(5, Integer.BYTES) + 2L * LAYOUT.referenceBytes() + LAYOUT.object(3, 34);

    private final Map<ByteBuffer, byte[]> words = new LinkedHashMap<>();
    private final MemoryAccount account;
    private int values;

    PendingWrites(MemoryAccount account) {
        this.account = account;
    }

    private static long bytes(byte[] key, byte[] word) {
        return BYTES_PER_ENTRY + LAYOUT.bytes(key.length) + (word.length == 0 ? 0 : LAYOUT.bytes(word.length));
    }

    /** The last word on a key; null if there is none here. */
    byte @Nullable [] find(byte[] key) {
        return words.get(ByteBuffer.wrap(key));
    }

    /** Takes a record, or {@link #GONE}, in place of what was said of the key before. */
    void add(byte[] key, byte[] word) {
        account.charge(bytes(key, word));
        ByteBuffer place = ByteBuffer.wrap(key);
        byte[] before = words.remove(place);
        words.put(place, word);
        values += word.length == 0 ? 0 : 1;
        if (before != null) {
            values -= before.length == 0 ? 0 : 1;
            account.release(bytes(key, before));
        }
    }

    /** Tells a tier everything, in order; keeps all of it. */
    void tell(Tier tier) throws IOException {
        for (Map.Entry<ByteBuffer, byte[]> entry : words.entrySet()) {
            byte[] key = entry.getKey().array();
            if (entry.getValue().length == 0) {
                tier.remove(key);
            } else {
                tier.put(key, entry.getValue());
            }
        }
    }

    /** Says of the oldest records that they are gone, until this takes no more than so many bytes; how many those were. */
    int forgetOldest(long maxBytes) {
        List<byte[]> forgotten = new ArrayList<>();
        long left = bytes();
        Iterator<Map.Entry<ByteBuffer, byte[]>> oldest = words.entrySet().iterator();
        while (left > maxBytes && oldest.hasNext()) {
            Map.Entry<ByteBuffer, byte[]> entry = oldest.next();
            if (entry.getValue().length > 0) {
                left -= LAYOUT.bytes(entry.getValue().length);
                forgotten.add(entry.getKey().array());
            }
        }
        forgotten.forEach(key -> add(key, GONE));
        return forgotten.size();
    }

    /** Forgets everything; how many records that were. */
    int clear() {
        int cleared = values;
        words.clear();
        values = 0;
        account.release(account.bytes());
        return cleared;
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    long bytes() {
        return account.bytes();
    }
}
