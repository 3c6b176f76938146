package io.reclaim.allocator;

/** Regions of private memory, unmapped when wanted: not on this JDK. That of JDK 22 is another class of this name. */
final class PrivateMemory implements RegionSource {

    PrivateMemory() {
        throw new IllegalStateException("no private memory: needs JDK 22 or later, and a jar built on one: this is "
                + Runtime.version().feature());
    }

    static boolean supported() {
        return false;
    }

    @Override
    public Region map(int capacity) {
        throw new AssertionError("never constructed");
    }
}
