package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reclaim.core.accounting.MemoryAccount.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryLedgerTest {
    private final MemoryLedger ledger = new MemoryLedger();

    @AfterEach
    void integrityHolds() {
        ledger.checkIntegrity();
    }

    private void assertSums(long dataset, long overhead, long notCounted) {
        assertThat(ledger.dataset()).isEqualTo(dataset);
        assertThat(ledger.overhead()).isEqualTo(overhead + notCounted);
        assertThat(ledger.notCounted()).isEqualTo(notCounted);
        assertThat(ledger.used()).isEqualTo(dataset + overhead + notCounted);
    }

    @Test
    void newLedger_holdsNothing() {
        assertSums(0, 0, 0);
        assertThat(ledger.peak()).isZero();
        assertThat(ledger.accounts()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void open_anyKind_isEmpty(Kind kind) {
        MemoryAccount account = ledger.open("rows", kind);

        assertThat(account.name()).isEqualTo("rows");
        assertThat(account.kind()).isEqualTo(kind);
        assertThat(account.bytes()).isZero();
        assertThat(account).hasToString("rows=0");
    }

    @Test
    void open_nameTaken_throws() {
        ledger.open("rows", Kind.OVERHEAD);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ledger.open("rows", Kind.DATASET))
                .withMessage("account is open already: rows");
        assertThat(ledger.accounts()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a b", "a.\tb"})
    void open_nameHasAnEmptyPartOrSpace_throws(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ledger.open(name, Kind.OVERHEAD))
                .withMessage("name of an account must be parts without spaces, joined by dots: " + name);
        assertThat(ledger.accounts()).isEmpty();
    }

    @Test
    void open_belowAnAccountOrABranchOfOthers_throws() {
        ledger.open("clients.normal.query", Kind.OVERHEAD);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ledger.open("clients.normal", Kind.OVERHEAD))
                .withMessage("name of an account is a branch already, of clients.normal.query: clients.normal");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ledger.open("clients.normal.query.big", Kind.OVERHEAD))
                .withMessage("account cannot lie below the account clients.normal.query: clients.normal.query.big");
        ledger.open("clients.norm", Kind.OVERHEAD);
        ledger.open("client", Kind.OVERHEAD);
        assertThat(ledger.accounts()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void open_purpose_hasItsPathAndKind(MemoryPurpose purpose) {
        MemoryAccount account = ledger.open(purpose);

        assertThat(account.name()).isEqualTo(purpose.account());
        assertThat(account.kind()).isEqualTo(purpose.kind());
    }

    @Test
    void open_allPurposes_noneIsInAnothersWay() {
        for (MemoryPurpose purpose : MemoryPurpose.values()) {
            ledger.open(purpose).charge(1);
        }
        assertThat(ledger.used()).isEqualTo(MemoryPurpose.values().length);
    }

    @Test
    void bytes_branch_isTheSumOfWhatIsBelow() {
        ledger.open("clients.normal.query", Kind.OVERHEAD).charge(1);
        ledger.open("clients.normal.output", Kind.OVERHEAD).charge(20);
        ledger.open("clients.replica.output", Kind.NOT_COUNTED).charge(300);
        ledger.open("clientsOther", Kind.DATASET).charge(4000);

        assertThat(ledger.bytes("clients")).isEqualTo(321);
        assertThat(ledger.bytes("clients.normal")).isEqualTo(21);
        assertThat(ledger.bytes("clients.normal.output")).isEqualTo(20);
        assertThat(ledger.bytes("client")).isZero();
        assertThat(ledger.bytes("none")).isZero();
    }

    @Test
    void open_nulls_throwAndOpenNothing() {
        assertThatNullPointerException()
                .isThrownBy(() -> ledger.open(null, Kind.DATASET))
                .withMessage("name");
        assertThatNullPointerException()
                .isThrownBy(() -> ledger.open("rows", null))
                .withMessage("kind");
        assertThat(ledger.accounts()).isEmpty();
    }

    @Test
    void accounts_openedLater_copyIsInOrderAndDoesNotChange() {
        MemoryAccount b = ledger.open("b", Kind.OVERHEAD);
        MemoryAccount a = ledger.open("a", Kind.DATASET);
        List<MemoryAccount> accounts = ledger.accounts();
        ledger.open("c", Kind.OVERHEAD);

        assertThat(accounts).containsExactly(b, a);
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> accounts.remove(0));
    }

    @Test
    void sums_chargesOfEachKind_apart() {
        MemoryAccount values = ledger.open("values", Kind.DATASET);
        MemoryAccount rows = ledger.open("rows", Kind.OVERHEAD);
        MemoryAccount log = ledger.open("log", Kind.NOT_COUNTED);

        values.charge(1000);
        assertSums(1000, 0, 0);
        rows.charge(200);
        assertSums(1000, 200, 0);
        log.charge(30);
        assertSums(1000, 200, 30);
        rows.release(50);
        values.release(1000);
        assertSums(0, 150, 30);
        log.release(30);
        assertSums(0, 150, 0);
    }

    @Test
    void peak_usedFalls_keepsTheMost() {
        MemoryAccount values = ledger.open("values", Kind.DATASET);
        MemoryAccount log = ledger.open("log", Kind.NOT_COUNTED);

        values.charge(100);
        log.charge(50);
        values.release(100);
        assertThat(ledger.peak()).isEqualTo(150);
        values.charge(99);
        assertThat(ledger.peak()).isEqualTo(150);
        values.charge(2);
        assertThat(ledger.peak()).isEqualTo(151);
    }

    @Test
    void charge_negative_throwsAndChargesNothing() {
        MemoryAccount values = ledger.open("values", Kind.DATASET);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> values.charge(-1))
                .withMessage("amount charged to values must not be negative: -1");
        assertSums(0, 0, 0);
    }

    @Test
    void release_negative_throwsAndReleasesNothing() {
        MemoryAccount values = ledger.open("values", Kind.DATASET);
        values.charge(10);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> values.release(-1))
                .withMessage("amount released from values must not be negative: -1");
        assertSums(10, 0, 0);
    }

    @Test
    void release_moreThanHeld_throwsAndReleasesNothing() {
        MemoryAccount values = ledger.open("values", Kind.DATASET);
        ledger.open("others", Kind.DATASET).charge(100);
        values.charge(10);

        assertThatIllegalStateException()
                .isThrownBy(() -> values.release(11))
                .withMessage("account values holds 10 bytes, cannot release 11");
        assertSums(110, 0, 0);
        values.release(10);
        assertThat(values.bytes()).isZero();
    }

    @Test
    void chargeAndRelease_nothing_accepted() {
        MemoryAccount values = ledger.open("values", Kind.DATASET);
        values.charge(0);
        values.release(0);

        assertSums(0, 0, 0);
        assertThat(ledger.peak()).isZero();
    }

    @Test
    void charge_largestAmount_held() {
        MemoryAccount values = ledger.open("values", Kind.DATASET);
        values.charge(Long.MAX_VALUE);

        assertSums(Long.MAX_VALUE, 0, 0);
        values.release(Long.MAX_VALUE);
        assertThat(ledger.peak()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void charge_takingFails_givesTheBytesBackAndPassesTheErrorOn() {
        MemoryAccount pages = ledger.open("pages", Kind.OVERHEAD);
        OutOfMemoryError none = new OutOfMemoryError("none");
        List<Long> seen = new ArrayList<>();

        assertThatThrownBy(() -> pages.charge(9, () -> {
                    seen.add(pages.bytes());
                    throw none;
                }))
                .isSameAs(none);
        assertThat(seen).containsExactly(9L);
        assertSums(0, 0, 0);

        assertThat(pages.charge(9, pages::bytes)).isEqualTo(9);
        assertThat(pages.bytes()).isEqualTo(9);
    }

    @Test
    void standalone_charged_hasALedgerOfItsOwn() {
        MemoryAccount account = MemoryAccount.standalone("alone");
        MemoryAccount twin = MemoryAccount.standalone("alone");
        account.charge(5);

        assertThat(account.kind()).isEqualTo(Kind.OVERHEAD);
        assertThat(account).hasToString("alone=5");
        assertThat(twin.bytes()).isZero();
        assertSums(0, 0, 0);
    }

    @Test
    void toString_accounts_listed() {
        ledger.open("values", Kind.DATASET).charge(7);
        ledger.open("rows", Kind.OVERHEAD);

        assertThat(ledger).hasToString("MemoryLedger[used=7, peak=7, [values=7, rows=0]]");
    }
}
