package io.reclaim.benchmarks.allocator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One allocator in one workload. Live bytes are those the program asked for.
 *
 * @param allocator which
 * @param workload which
 * @param liveBytes the most that are live at a time
 * @param endLiveBytes live at the end
 * @param reservedBytes held at the end of the last write, everything charged
 * @param peakReservedBytes the most held at any time
 * @param settledBytes held after all work that is possible in idle time
 * @param usedBytes live bytes at the end, rounded up to size classes; -1: not known
 * @param overheadBytes of the reserved at the end, descriptors, bitmaps and tags; -1: not known
 * @param writtenBytes of all blocks that were allocated
 * @param movedBytes while writing
 * @param steps of defragmentation while writing
 * @param stepP50Nanos half of the steps without a garbage collection inside took no longer
 * @param stepP999Nanos 99.9 % of them took no longer
 * @param stepMaxNanos the longest of them
 * @param collectedSteps steps and spins with a collection inside
 * @param collectedMaxNanos the longest of these
 * @param spinP999Nanos as the steps, but doing nothing for 3 us after each: what the machine adds
 * @param spinMaxNanos the longest of these
 * @param timeline reserved / most live bytes, at equal distances of bytes written
 */
record FragmentationResult(
        AllocatorKind allocator,
        SizeWorkload workload,
        long liveBytes,
        long endLiveBytes,
        long reservedBytes,
        long peakReservedBytes,
        long settledBytes,
        long usedBytes,
        long overheadBytes,
        long writtenBytes,
        long movedBytes,
        long steps,
        long stepP50Nanos,
        long stepP999Nanos,
        long stepMaxNanos,
        long collectedSteps,
        long collectedMaxNanos,
        long spinP999Nanos,
        long spinMaxNanos,
        List<Double> timeline) {

    double reservedToLive() {
        return (double) reservedBytes / endLiveBytes;
    }

    double peakToLive() {
        return (double) peakReservedBytes / liveBytes;
    }

    double settledToLive() {
        return (double) settledBytes / endLiveBytes;
    }

    double movedToWritten() {
        return (double) movedBytes / writtenBytes;
    }

    /** For programs. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("allocator", allocator.toString());
        fields.put("workload", workload.name());
        fields.put("liveBytes", liveBytes);
        fields.put("reservedToLiveRatio", reservedToLive());
        fields.put("peakToLiveRatio", peakToLive());
        fields.put("settledToLiveRatio", settledToLive());
        fields.put("movedToWrittenRatio", movedToWritten());
        fields.put("stepP50Nanos", stepP50Nanos);
        fields.put("stepP999Nanos", stepP999Nanos);
        fields.put("stepMaxNanos", stepMaxNanos);
        fields.put("collectedSteps", collectedSteps);
        fields.put("collectedMaxNanos", collectedMaxNanos);
        fields.put("spinP999Nanos", spinP999Nanos);
        fields.put("spinMaxNanos", spinMaxNanos);
        fields.put("steps", steps);
        fields.put("movedBytes", movedBytes);
        fields.put("writtenBytes", writtenBytes);
        fields.put("reservedBytes", reservedBytes);
        if (usedBytes >= 0) {
            fields.put("usedBytes", usedBytes);
            fields.put("overheadBytes", overheadBytes);
        }
        return fields;
    }
}
