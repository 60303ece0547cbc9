package dev.facet.interpret.probe;

import java.util.List;

/** Chooses among units by what they do on the validation pictures. */
final class UnitChoice {
    private UnitChoice() {}

    /** The number of the unit that does best by itself; of equal ones the most important. */
    static int best(List<UnitScore> units) {
        UnitScore best = units.get(0);
        for (UnitScore unit : units) {
            if (unit.validation() > best.validation() || Double.isNaN(best.validation())) {
                best = unit;
            }
        }
        return best.unit();
    }
}
