package io.reclaim.eviction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a pool holds, as a list that is sorted anew for each question. */
final class CandidateList {

    record Candidate(int ref, long coldness, int arrival) {}

    private static final Comparator<Candidate> NEXT_VICTIM_LAST = Comparator.comparingLong(Candidate::coldness)
            .thenComparing(Comparator.comparingInt(Candidate::arrival).reversed());

    private final int capacity;
    private int arrivals;
    private final List<Candidate> candidates = new ArrayList<>();

    CandidateList(int capacity) {
        this.capacity = capacity;
    }

    boolean offer(int ref, long coldness) {
        if (candidates.size() == capacity && coldness <= candidates.get(0).coldness()) {
            return false;
        }
        candidates.removeIf(candidate -> candidate.ref() == ref);
        Candidate offered = new Candidate(ref, coldness, arrivals++);
        candidates.add(offered);
        candidates.sort(NEXT_VICTIM_LAST);
        if (candidates.size() > capacity) {
            candidates.remove(0);
        }
        return true;
    }

    boolean isEmpty() {
        return candidates.isEmpty();
    }

    int size() {
        return candidates.size();
    }

    Candidate coldest() {
        return candidates.get(candidates.size() - 1);
    }

    Candidate dropColdest() {
        return candidates.remove(candidates.size() - 1);
    }

    void clear() {
        candidates.clear();
    }
}
