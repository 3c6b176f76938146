package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySizeTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "1b, 1",
        "0gb, 0",
        "007, 7",
        "1k, 1000",
        "1kb, 1024",
        "3m, 3000000",
        "64mb, 67108864",
        "2g, 2000000000",
        "2gb, 2147483648",
        "1t, 1000000000000",
        "1tb, 1099511627776",
        "64MB, 67108864",
        "64Mb, 67108864",
        "5K, 5000",
        "' 12kb ', 12288",
        "9223372036854775807, 9223372036854775807",
        "9223372036854775807b, 9223372036854775807",
        "8388607tb, 9223370937343148032",
        "9223372t, 9223372000000000000"
    })
    void parse_formsOfRedis_bytes(String text, long bytes) {
        assertThat(MemorySize.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "k", "mb", "-1", "+1", "1.5k", "1 kb", "1kbb", "1bk", "1p", "1kk", "0x10", "1e3"})
    void parse_anotherForm_throws(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemorySize.parse(text))
                .withMessage("not a size such as 1048576, 512kb, 100mb or 2gb: " + text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"9223372036854775808", "9999999999999999999b", "9223372036854775807k", "8388608tb", "9223373t"})
    void parse_overTheLargest_throws(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemorySize.parse(text))
                .withMessage("size is over 9223372036854775807 bytes: " + text);
    }

    @Test
    void parse_moreDigitsThanALongHas_throws() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemorySize.parse("99999999999999999999"))
                .withMessageEndingWith(": 99999999999999999999");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0B",
        "1, 1B",
        "1023, 1023B",
        "1024, 1.00K",
        "1536, 1.50K",
        "1572864, 1.50M",
        "1073741824, 1.00G",
        "1099511627776, 1.00T",
        "1125899906842624, 1.00P",
        "1152921504606846976, 1.00E",
        "9223372036854775807, 8.00E",
        "-1, -1B",
        "-1536, -1.50K",
        "-9223372036854775808, -8.00E"
    })
    void format_bytes_asInfoDoes(long bytes, String text) {
        assertThat(MemorySize.format(bytes)).isEqualTo(text);
    }

    @Property(tries = 500, seed = "95")
    void parse_plainNumber_isItself(@ForAll @LongRange(min = 0) long bytes) {
        assertThat(MemorySize.parse(Long.toString(bytes))).isEqualTo(bytes);
    }

    @Property(tries = 500, seed = "96")
    void parse_anyUnit_isTheProductInAnyCase(
            @ForAll @LongRange(min = 0, max = 8_388_607) long number, @ForAll @IntRange(min = 0, max = 3) int power) {
        String unit = "kmgt".substring(power, power + 1);
        long thousands = number;
        long kibis = number;
        for (int i = 0; i <= power; i++) {
            thousands *= 1000;
            kibis *= 1024;
        }

        assertThat(MemorySize.parse(number + unit)).isEqualTo(thousands);
        assertThat(MemorySize.parse(number + unit.toUpperCase(Locale.ROOT) + "b"))
                .isEqualTo(kibis);
    }

    @Property(tries = 500, seed = "97")
    void format_anyBytes_readBackWithinHalfOfTheLastDigit(@ForAll @LongRange(min = 1024) long bytes) {
        String text = MemorySize.format(bytes);
        double unit = Math.pow(1024, 1 + "KMGTPE".indexOf(text.charAt(text.length() - 1)));
        double value = Double.parseDouble(text.substring(0, text.length() - 1));

        assertThat(value).isBetween(1.0, 1024.0);
        assertThat(value).isCloseTo(bytes / unit, within(0.005 + 1e-9));
    }
}
