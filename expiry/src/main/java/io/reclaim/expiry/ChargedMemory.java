package io.reclaim.expiry;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.accounting.MemoryAccount;
import java.util.function.Supplier;

/** Memory on an account: charged before it is taken; if it is not to be had, the charge is given back. */
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
