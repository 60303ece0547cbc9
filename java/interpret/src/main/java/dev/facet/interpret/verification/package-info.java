/** Face verification: same person or not, by the distance of two embeddings, over the folds of a pair file. */
package dev.facet.interpret.verification;
