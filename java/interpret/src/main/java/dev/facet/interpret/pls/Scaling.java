package dev.facet.interpret.pls;

/** What is done to every feature over a target's rows before the regression. */
public enum Scaling {
    /** The mean is subtracted. Right for units of one layer, whose scales mean something. */
    CENTRE,
    /** Also divided by the standard deviation (n − 1 degrees of freedom); a constant feature becomes 0. */
    AUTOSCALE
}
