package dev.facet.interpret.probe;

/**
 * What a study keeps of a regression's VIP, which is as long as the layer.
 *
 * @param top the most important neurons, most important first
 * @param topVip their VIP
 * @param spread neurons spread over the range of VIP, ascending
 * @param spreadVip their VIP
 * @param channels mean VIP of every channel's neurons; null without maps
 * @param summary how VIP is spread over the layer
 */
record LabelImportance(
        int[] top, float[] topVip, int[] spread, float[] spreadVip, float[] channels, VipSummary summary) {

    static LabelImportance of(ProbedLayer layer, float[] vip, ProbeSettings settings) {
        int[] top = UnitRanking.largest(vip, settings.units());
        int[] spread = UnitRanking.spread(vip, settings.spread());
        return new LabelImportance(
                top,
                values(vip, top),
                spread,
                values(vip, spread),
                layer.hasMaps() ? UnitRanking.ofChannels(layer, vip) : null,
                VipSummary.of(layer, vip));
    }

    private static float[] values(float[] vip, int... neurons) {
        float[] values = new float[neurons.length];
        for (int i = 0; i < neurons.length; i++) {
            values[i] = vip[neurons[i]];
        }
        return values;
    }
}
