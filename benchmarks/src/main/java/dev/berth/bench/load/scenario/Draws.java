package dev.berth.bench.load.scenario;

import java.util.SplittableRandom;

/**
 * The endless sequence of what a scenario asks for: the same for the same seed. Each draw takes the same number of random
 * numbers, so that what becomes of one changes nothing about the next. Not thread-safe.
 */
public final class Draws {
    private final Weights<OperationKind> mix;
    private final Weights<Integer> dpus;
    private final Weights<String> workGroups;
    private final SplittableRandom random;

    /** The sequence of a scenario with a seed. */
    public Draws(Scenario scenario, long seed) {
        this.mix = scenario.mix();
        this.dpus = scenario.dpus();
        this.workGroups = scenario.workGroupWeights();
        this.random = new SplittableRandom(seed);
    }

    /** The next one. */
    public Draw next() {
        return new Draw(
                mix.pick(random.nextDouble()),
                dpus.pick(random.nextDouble()),
                workGroups.pick(random.nextDouble()),
                random.nextDouble());
    }
}
