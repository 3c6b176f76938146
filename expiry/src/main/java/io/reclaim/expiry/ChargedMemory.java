package io.reclaim.expiry;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.accounting.MemoryAccount;
import java.util.function.Supplier;

/** The memory of one strategy on its account: the one place where it can run out, as it does in tests. */
class ChargedMemory {
    private final MemoryAccount account;

    ChargedMemory(MemoryAccount account) {
        this.account = requireNonNull(account, "account");
    }

    /** What a maker makes of so many bytes; what it throws, an {@link OutOfMemoryError} for one, passes through. */
    <T> T take(long bytes, Supplier<T> maker) {
        return account.charge(bytes, maker);
    }

    void release(long bytes) {
        account.release(bytes);
    }

    /** Bytes taken. */
    long bytes() {
        return account.bytes();
    }
}
