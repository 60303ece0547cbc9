package dev.facet.interpret.pls;

/** What is done to every feature over a target's rows before the regression. */
public enum Scaling {
    /** The mean is subtracted: the more a feature varies, the more it counts. */
    CENTRE,
    /** Also divided by the standard deviation (n − 1 degrees of freedom), so that all count alike; a constant feature becomes 0. */
    AUTOSCALE
}
