package dev.facet.interpret.classify;

import java.util.Optional;

/**
 * Samples of one attribute to fit on and to choose by, with as many of each class; or why there are none.
 *
 * @param train indices into the pool, ascending
 * @param validation likewise; no person is in both
 * @param shrunk where the pool did not hold as many as were wanted: how many there are instead, and why
 * @param refused where the pool held too few to say anything: why; both sets are empty then
 */
public record BalancedSplit(int[] train, int[] validation, Optional<String> shrunk, Optional<String> refused) {
    static BalancedSplit refused(String why) {
        return new BalancedSplit(new int[0], new int[0], Optional.empty(), Optional.of(why));
    }

    public boolean isRefused() {
        return refused.isPresent();
    }
}
