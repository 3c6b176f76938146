package io.reclaim.hashtable;

import java.util.stream.Stream;

/**
 * SipHash-1-3 of the bytes 0, 1, 2, ... n-1, element n, for n of 0 to 64. With the key 0 as given by Rust's
 * {@code DefaultHasher} and by CPython 3.11 with a hash seed of 0; with the key of the paper, bytes 0 to 15, by an
 * implementation whose rounds, set to 2 and 4, give the paper's own vector.
 */
final class SipHashVectors {
    static final int LENGTHS = 65;

    static final long[] KEY_0 = parse("""
            d1fba762150c532c 68a914128e01e473 010bac45c41e3669 4d4c9a4a8ef6e0ad
            7cc43f98813e4dbd 5abe2169dff36275 e3c25f87624f1cdb 2f098ab0c751325a
            ead411e67ebe2eea 75927f9d95124362 af9f77a65ab51a1d fe64ce8b6617fcff
            a6baf4fb0f9fe1c2 a0cf3211850f8e0d 7f86049379fbfe67 f30eb725bb91c9ea
            8972188433a5c5b7 4883c49a2c009c1d adc2c0b63044067d 091f4a3329f87d19
            639e355ae68c0100 b17bef2cb5213239 f8aeb1066236ccfe 37332b1389daa4ff
            31185a47af932f3a ebf352e82ae23e2f ed36ff242fe478b2 2454d97d299299df
            8cd57fe8130d0ac7 be98eb2faf0a0e85 d427c34ee09470c6 169739443111d49b
            31ef8061c910629b 7fb71d24dfa4c9f6 92771f49e836d389 3c393cf6f0853bc3
            ac77921fcc642bd3 422a9751192ff266 c680ae8a8c584ddf 6c76b6d34bb6d26b
            95bc321ab41d8206 908a3a97a6d37669 fcaf3c64874dd0b4 f689479b32b84a44
            d857641079efd1fd 8b581578722633f7 83cb09d35ea7bcd4 8485f7f5ae725a0d
            fe1f2445ba50237f 23cece041d7866b0 416687480b336c09 f15960da7e7f3892
            ded6177b9826835a f80dae51668be6be 17ecc6ee6647df18 5220d642b4a52110
            a4f0cf4ba4adc016 e5125bb26d1f2976 851b0e75f580d256 12605250a37e39ac
            d95a713568daebf1 cdcf4a42ec0dd605 a5c708712b617164 385d3e39e5f37359
            75e05fd5bbc870c6
            """);

    /** The key of the paper, bytes 0 to 15. */
    static final long K0 = 0x0706050403020100L;

    static final long K1 = 0x0f0e0d0c0b0a0908L;

    static final long[] KEY_OF_PAPER = parse("""
            abac0158050fc4dc c9f49bf37d57ca93 82cb9b024dc7d44d 8bf80ab8e7ddf7fb
            cf75576088d38328 def9d52f49533b67 c50d2b50c59f22a7 d3927d989bb11140
            369095118d299a8e 25a48eb36c063de4 79de85ee92ff097f 70c118c1f94dc352
            78a384b157b4d9a2 306f760c1229ffa7 605aa111c0f95d34 d320d86d2a519956
            cc4fdd1a7d908b66 9cf2689063dbd80c 8ffc389cb473e63e f21f9de58d297d1c
            c0dc2f46a6cce040 b992abfe2b45f844 7ffe7b9ba320872e 525a0e7fdae6c123
            f464aeb267349c8c 45cd5928705b0979 3a3e35e3ca9913a5 a91dc74e4ade3b35
            fb0bed02ef6cd00d 88d93cb44ab1e1f4 540f11d643c5e663 2370dd1f8c21d1bc
            81157b6c16a7b60d 4d54b9e57a8ff9bf 759f12781f2a753e cea1a3bebf186b91
            2cf508d3ada26206 b6101c2da3c33057 b3f47496ae3a36a1 626b57547b108392
            c1d2363299e41531 667cc1923f1ad944 65704ffec8138825 24f280d1c28949a6
            c2ca1cedfaf8876b c2164bfc9f042196 a16e9c9368b1d623 49fb169c8b5114fd
            9f3143f8df074c46 c6fdaf2412cc86b3 7eaf49d10a52098f 1cf313559d292f9a
            c44a30dda2f41f12 36fae98943a71ed0 318fb34c73f0bce6 a27abf3670a7e980
            b4bcc0db243c6d75 23f8d852fdb71513 8f035f4da67d8a08 d89cd0e5b7e8f148
            f6f4e6bcf7a644ee aec59ad80f1837f2 c3b2f6154b6694e0 9d199062b7bbb3a8
            f17997ec4b4a6065
            """);

    private SipHashVectors() {}

    /** The message of a length. */
    static byte[] message(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static long[] parse(String text) {
        return Stream.of(text.strip().split("\\s+", -1))
                .mapToLong(word -> Long.parseUnsignedLong(word, 16))
                .toArray();
    }
}
