/** Safetensors files and the checkpoints kept in them. */
package dev.facet.nn.checkpoint;
