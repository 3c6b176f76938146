package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KeyEqualityTest {
    private final KeyEquality<byte[]> bytes = KeyEquality.bytes(new SipHash(1, 2));

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void natural_anyKey_hashCodeAndEquals() {
        KeyEquality<String> natural = KeyEquality.natural();
        assertThat(natural.hash("Aa")).isEqualTo("Aa".hashCode());
        assertThat(natural.same("Aa", String.valueOf(new char[] {'A', 'a'}))).isTrue();
        assertThat(natural.same("Aa", "BB")).isFalse();
    }

    @Test
    void natural_nullKey_refused() {
        KeyEquality<String> natural = KeyEquality.natural();
        assertThatNullPointerException().isThrownBy(() -> natural.hash(null));
    }

    @Test
    void bytes_equalContents_sameKeyAndHash() {
        assertThat(bytes.same(utf8("key"), utf8("key"))).isTrue();
        assertThat(bytes.hash(utf8("key"))).isEqualTo(bytes.hash(utf8("key")));
    }

    @Test
    void bytes_otherContents_notSame() {
        assertThat(bytes.same(utf8("key"), utf8("kez"))).isFalse();
        assertThat(bytes.same(utf8("key"), utf8("keyy"))).isFalse();
        assertThat(bytes.same(new byte[0], new byte[1])).isFalse();
    }

    @Test
    void bytes_hash_foldedSipHashOfWholeArray() {
        byte[] key = utf8("some longer key");
        assertThat(bytes.hash(key)).isEqualTo(SipHash.fold(new SipHash(1, 2).hash(key, 0, key.length)));
    }

    @Test
    void bytes_otherSecret_otherHash() {
        assertThat(bytes.hash(utf8("key")))
                .isNotEqualTo(KeyEquality.bytes(new SipHash(2, 2)).hash(utf8("key")));
    }

    @Test
    void bytes_nullKey_refused() {
        assertThatNullPointerException().isThrownBy(() -> bytes.hash(null));
    }

    @Test
    void strings_sameCharacters_sameWithSecretHash() {
        KeyEquality<String> one = KeyEquality.strings(new SipHash(1, 2));
        KeyEquality<String> other = KeyEquality.strings(new SipHash(3, 4));
        String key = Hashes.colliding(1, 3);
        assertThat(one.same(key, Hashes.colliding(1, 3))).isTrue();
        assertThat(one.same(key, Hashes.colliding(2, 3))).isFalse();
        assertThat(one.hash(key)).isEqualTo(one.hash(Hashes.colliding(1, 3)));
        assertThat(one.hash(key)).isNotEqualTo(one.hash(Hashes.colliding(2, 3)));
        assertThat(one.hash(key)).isNotEqualTo(other.hash(key));
    }
}
