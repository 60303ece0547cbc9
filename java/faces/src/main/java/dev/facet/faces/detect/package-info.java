/**
 * Finding faces, their landmarks, and bringing them to one position: MTCNN, the 68-point landmark network, similarity
 * alignment.
 */
package dev.facet.faces.detect;
