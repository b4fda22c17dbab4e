package dev.berth.bench.compare;

import dev.berth.bench.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The turns of one side, each beside the turn of the bare server that came with it. */
final class Pairs {
    private final List<Turn> bare = new ArrayList<>();
    private final List<Turn> side = new ArrayList<>();

    void add(Turn ofBare, Turn ofSide) {
        bare.add(ofBare);
        side.add(ofSide);
    }

    Spread rates() {
        return spread(side, Turn::perSecond);
    }

    Spread cpuMicros() {
        return spread(side, Turn::cpuMicros);
    }

    /** The side's rate ÷ the bare server's, pair by pair. */
    Spread rateRatio() {
        return ratios(side, bare, Turn::perSecond);
    }

    /** The bare server's processor time for a request ÷ the side's, pair by pair. */
    Spread cpuRatio() {
        return ratios(bare, side, Turn::cpuMicros);
    }

    private static Spread spread(List<Turn> turns, ToDoubleFunction<Turn> figure) {
        return new Spread(turns.stream().mapToDouble(figure).toArray());
    }

    private static Spread ratios(List<Turn> above, List<Turn> below, ToDoubleFunction<Turn> figure) {
        double[] ratios = new double[above.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figure.applyAsDouble(above.get(i)) / figure.applyAsDouble(below.get(i));
        }
        return new Spread(ratios);
    }
}
