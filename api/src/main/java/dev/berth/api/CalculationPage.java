package dev.berth.api;

import java.util.List;

/**
 * A page of calculations, newest first.
 *
 * @param calculations the calculations of this page
 * @param hasMore whether a page after the last of them would hold at least one more
 */
public record CalculationPage(List<CalculationView> calculations, boolean hasMore) {
    /** Copies the list. */
    public CalculationPage {
        calculations = List.copyOf(calculations);
    }
}
