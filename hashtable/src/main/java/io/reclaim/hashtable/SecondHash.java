package io.reclaim.hashtable;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * A hash with a secret for keys whose {@code hashCode} collides: of the classes whose values strangers like to choose, and
 * whose {@code hashCode} cannot be changed.
 */
final class SecondHash {
    private final SipHash sipHash;

    SecondHash(SipHash sipHash) {
        this.sipHash = sipHash;
    }

    /** One with a secret that nobody knows. */
    static SecondHash secret() {
        SecureRandom random = new SecureRandom();
        return new SecondHash(new SipHash(random.nextLong(), random.nextLong()));
    }

    /** Whether keys of this class have one. */
    static boolean has(Object key) {
        return key instanceof String
                || key instanceof Long
                || key instanceof Integer
                || key instanceof UUID
                || key instanceof Double;
    }

    /** Of a key that has one. */
    int of(Object key) {
        return SipHash.fold(
                key instanceof String string
                        ? sipHash.hash(string)
                        : key instanceof UUID uuid
                                ? sipHash.hash(
                                        uuid.getMostSignificantBits() ^ sipHash.hash(uuid.getLeastSignificantBits()))
                                : sipHash.hash(bits(key)));
    }

    private static long bits(Object key) {
        return key instanceof Double number ? Double.doubleToLongBits(number) : ((Number) key).longValue();
    }
}
