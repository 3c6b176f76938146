package io.reclaim.eviction;

/** The exact distribution of a counter, as a Markov chain, from the formula alone. */
final class MorrisChain {
    private static final double NEGLIGIBLE = 1e-30;

    private final int factor;
    private final double[] shares = new double[256];
    private int lowest = 5;
    private int highest = 5;

    MorrisChain(int factor) {
        this.factor = factor;
        shares[5] = 1;
    }

    MorrisChain hits(int n) {
        double[] chances = new double[256];
        for (int c = 5; c < 255; c++) {
            chances[c] = 1 / ((c - 5.0) * factor + 1);
        }
        for (int i = 0; i < n; i++) {
            hit(chances);
        }
        return this;
    }

    private void hit(double[] chances) {
        for (int c = highest; c >= lowest; c--) {
            double moved = shares[c] * chances[c];
            shares[c] -= moved;
            if (c < 255) {
                shares[c + 1] += moved;
            }
        }
        if (highest < 255 && shares[highest + 1] > NEGLIGIBLE) {
            highest++;
        }
        while (shares[lowest] < NEGLIGIBLE) {
            lowest++;
        }
    }

    double mean() {
        double sum = 0;
        for (int c = lowest; c <= highest; c++) {
            sum += c * shares[c];
        }
        return sum;
    }

    double deviation() {
        double mean = mean();
        double sum = 0;
        for (int c = lowest; c <= highest; c++) {
            sum += (c - mean) * (c - mean) * shares[c];
        }
        return Math.sqrt(sum);
    }
}
