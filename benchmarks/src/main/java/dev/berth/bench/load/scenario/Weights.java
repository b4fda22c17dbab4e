package dev.berth.bench.load.scenario;

import java.util.List;
import java.util.Map;

/**
 * A distribution over a few values, each as likely as its weight says. Immutable.
 *
 * @param <T> the type of the values
 */
public final class Weights<T> {
    private final List<T> values;
    private final double[] cumulative;

    private Weights(List<T> values, double[] cumulative) {
        this.values = values;
        this.cumulative = cumulative;
    }

    /**
     * The distribution with these weights, in the iteration order of the map.
     *
     * @throws IllegalArgumentException if a weight is negative or all are 0
     */
    public static <T> Weights<T> of(Map<T, Integer> weights) {
        double total = 0;
        double[] cumulative = new double[weights.size()];
        int index = 0;
        for (int weight : weights.values()) {
            if (weight < 0) {
                throw new IllegalArgumentException("must be >= 0: weight=" + weight);
            }
            total += weight;
            cumulative[index++] = total;
        }
        if (total == 0) {
            throw new IllegalArgumentException("must not all be 0: weights=" + weights);
        }
        return new Weights<>(List.copyOf(weights.keySet()), cumulative);
    }

    /** The distribution that always gives this value. */
    public static <T> Weights<T> always(T value) {
        return of(Map.of(value, 1));
    }

    /** The value at a place from 0 (inclusive) to 1 (exclusive). O(number of values). */
    T pick(double place) {
        double weight = place * cumulative[cumulative.length - 1];
        int index = 0;
        while (weight >= cumulative[index]) {
            index++;
        }
        return values.get(index);
    }
}
