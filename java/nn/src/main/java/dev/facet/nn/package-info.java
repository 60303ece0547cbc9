/** Networks: architectures, their initial values, and trained networks ready for inference. */
package dev.facet.nn;
