package io.reclaim.eviction;

/**
 * What an entry is worth at each age: the most hits per unit of time that keeping it can give, over all times to give up.
 *
 * <p>O(ages) a call on arrays of its own; allocates nothing. Not thread-safe.
 *
 * @see "J. Gittins, Bandit Processes and Dynamic Allocation Indices, JRSS B 1979"
 */
final class GittinsIndex {
    /*
     * An entry that is kept from age a until it is hit, or given up at age e, gives a hit with probability Y(e) - Y(a) and
     * takes X(e) - X(a) of space-time, both per entry that reaches age a. So its index is the steepest slope from the point
     * (X(a), Y(a)) to any later point of the curve, and the point that gives it is the next corner of the curve's upper hull:
     *
     *     Y |              . e'        survivors S(b+1) = S(b) (1 - h(b))
     *       |       . e                Y(b+1) = Y(b) + S(b) h(b)             hits
     *       |   .                      X(b+1) = X(b) + S(b) w(b) (1 - h(b)/2) time; a hit comes in the middle of its bucket
     *       | a
     *       +------------------ X
     *
     * The hull of the points from b on is built from the last bucket down, on a stack: each point is pushed and popped at
     * most once.
     */

    private final double[] time = new double[AgeBuckets.COUNT + 1];
    private final double[] hits = new double[AgeBuckets.COUNT + 1];
    private final int[] hull = new int[AgeBuckets.COUNT + 1];

    /**
     * The index of each age.
     *
     * @param hazard the chance of a hit in each bucket for an entry that reaches it, 0 to less than 1
     * @param into takes the indices, hits per tick
     */
    void rank(double[] hazard, double[] into) {
        double alive = 1;
        for (int b = 0; b < AgeBuckets.COUNT; b++) {
            hits[b + 1] = hits[b] + alive * hazard[b];
            time[b + 1] = time[b] + alive * AgeBuckets.width(b) * (1 - hazard[b] / 2);
            alive *= 1 - hazard[b];
        }
        int top = 0;
        hull[0] = AgeBuckets.COUNT;
        for (int b = AgeBuckets.COUNT - 1; b >= 0; b--) {
            while (top > 0 && !steeper(b, hull[top], hull[top - 1])) {
                top--;
            }
            into[b] = slope(b, hull[top]);
            hull[++top] = b;
        }
    }

    /** Whether the slope to one point is steeper than that to another; without dividing. */
    private boolean steeper(int from, int to, int other) {
        return (hits[to] - hits[from]) * (time[other] - time[from])
                > (hits[other] - hits[from]) * (time[to] - time[from]);
    }

    private double slope(int from, int to) {
        double spent = time[to] - time[from];
        return spent > 0 ? (hits[to] - hits[from]) / spent : 0;
    }
}
