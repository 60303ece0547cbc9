/**
 * The probing study (Diniz, UFMG 2021): how well every layer, channel and neuron of a network tells attributes of faces.
 * {@link dev.facet.interpret.probe.ProbeLabels} are what to tell, {@link dev.facet.interpret.probe.PoolSplit} says which pictures
 * are fitted on, chosen by and reported on, {@link dev.facet.interpret.probe.ProbeStudy} runs the study, and
 * {@link dev.facet.interpret.probe.NetworkResult} is its outcome. docs/probing.md explains the protocol.
 */
package dev.facet.interpret.probe;
