package dev.retort.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Greedy k-centers (Gonzalez 1985): each pick is the candidate farthest from its nearest centre, and becomes a centre
/// itself. The largest distance left is at most twice the best possible.
final class FarthestFirst {
    private FarthestFirst() {}

    /// @param candidates vectors of length 1; the first is the first pick if there are no centres
    /// @param centres that are there already
    /// @param most how many to pick; fewer if there are not so many candidates
    /// @return indices of candidates in the order picked; of equally far ones the first
    static List<Integer> pick(float[][] candidates, float[][] centres, int most) {
        double[] nearest = new double[candidates.length];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        for (float[] centre : centres) {
            approach(nearest, candidates, centre);
        }
        var picked = new ArrayList<Integer>();
        boolean[] taken = new boolean[candidates.length];
        while (picked.size() < Math.min(most, candidates.length)) {
            int farthest = -1;
            for (int i = 0; i < candidates.length; i++) {
                if (!taken[i] && (farthest < 0 || nearest[i] > nearest[farthest])) {
                    farthest = i;
                }
            }
            taken[farthest] = true;
            picked.add(farthest);
            approach(nearest, candidates, candidates[farthest]);
        }
        return picked;
    }

    private static void approach(double[] nearest, float[][] candidates, float[] centre) {
        for (int i = 0; i < candidates.length; i++) {
            nearest[i] = Math.min(nearest[i], distance(candidates[i], centre));
        }
    }

    /// 1 - cosine.
    private static double distance(float[] one, float[] other) {
        double product = 0;
        for (int i = 0; i < one.length; i++) {
            product += one[i] * other[i];
        }
        return 1 - product;
    }
}
