package io.reclaim.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.DutyCycle;
import io.reclaim.core.DutyCycleConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several strategies in one duty cycle. */
class ExpiryDutyCycleTest {
    @Test
    void tick_severalStoresWithMoreThanFits_eachGetsItsTurn() {
        ManualTicker ticker = new ManualTicker();
        DutyCycle duty = new DutyCycle(new DutyCycleConfig(100, 1_000_000), ticker);
        List<StrategyModel> stores = new ArrayList<>();
        for (Mode mode : new Mode[] {Mode.EXACT, Mode.COMPACT, Mode.EXACT_TICKS_OF_16, Mode.SAMPLING}) {
            StrategyModel store = new StrategyModel(mode);
            store.random.setSeed(21);
            for (int i = 0; i < 2000; i++) {
                store.put();
            }
            stores.add(store);
            duty.add(
                    mode.toString(),
                    (now, budget) -> {
                        ticker.advance(300_000);
                        return store.strategy.step(now, budget);
                    },
                    300_000);
        }
        for (long now = 10; now < 4000; now += 10) {
            long time = now;
            stores.forEach(store -> store.nowMillis = time);
            duty.tick(now);
        }
        duty.shares().forEach(share -> assertThat(share.cost().steps()).isBetween(280L, 400L));
        stores.forEach(StrategyModel::checkIntegrity);
    }
}
