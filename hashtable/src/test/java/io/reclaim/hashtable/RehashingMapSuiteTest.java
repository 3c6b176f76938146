package io.reclaim.hashtable;

import com.google.common.collect.testing.Helpers;
import com.google.common.collect.testing.MapTestSuiteBuilder;
import com.google.common.collect.testing.SampleElements;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.MapFeature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import junit.framework.Test;
import junit.framework.TestSuite;
import org.junit.runner.RunWith;
import org.junit.runners.AllTests;

/** What Guava's test library asks of any general-purpose map and its views, with maps in every state. */
@RunWith(AllTests.class)
public final class RehashingMapSuiteTest {
    private RehashingMapSuiteTest() {}

    /** Called by the runner. */
    public static Test suite() {
        TestSuite all = new TestSuite(RehashingMap.class.getSimpleName());
        for (MapState state : MapState.values()) {
            all.addTest(suite(new MapGenerator(state), state.name()));
        }
        for (MapState state : List.of(MapState.FRESH, MapState.GROWING, MapState.SHRINKING)) {
            all.addTest(suite(new CollidingMapGenerator(state), state + " with equal hashes"));
        }
        return all;
    }

    private static Test suite(MapGenerator generator, String name) {
        return MapTestSuiteBuilder.using(generator)
                .named(name)
                .withFeatures(
                        MapFeature.GENERAL_PURPOSE,
                        MapFeature.FAILS_FAST_ON_CONCURRENT_MODIFICATION,
                        CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                        CollectionSize.ANY)
                .withTearDown(generator::checkAndForget)
                .createTestSuite();
    }

    private static class MapGenerator extends TestStringMapGenerator {
        private final MapState state;
        private final Map<Integer, String> spareKeys = new HashMap<>();
        private final List<RehashingMap<String, String>> made = new ArrayList<>();

        MapGenerator(MapState state) {
            this.state = state;
        }

        @Override
        protected Map<String, String> create(Map.Entry<String, String>[] entries) {
            RehashingMap<String, String> map = state.holding(Arrays.asList(entries), this::spareKey, "spare");
            made.add(map);
            return map;
        }

        /** Made once: some testers ask for thousands of maps. */
        private String spareKey(int i) {
            return spareKeys.computeIfAbsent(i, number -> "spare " + number);
        }

        /** A test may have left its map changed, but whole. */
        void checkAndForget() {
            made.forEach(RehashingMap::checkIntegrity);
            made.clear();
        }
    }

    private static final class CollidingMapGenerator extends MapGenerator {
        CollidingMapGenerator(MapState state) {
            super(state);
        }

        @Override
        public SampleElements<Map.Entry<String, String>> samples() {
            return new SampleElements<>(
                    Helpers.mapEntry("AaAaAa", "0"),
                    Helpers.mapEntry("AaAaBB", "1"),
                    Helpers.mapEntry("AaBBAa", "2"),
                    Helpers.mapEntry("BBAaAa", "3"),
                    Helpers.mapEntry("BBBBBB", "4"));
        }
    }
}
