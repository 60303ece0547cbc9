package dev.facet.nn.training;

import dev.facet.engine.Node;

/**
 * The loss part of a training graph; every node has shape [1].
 *
 * @param total α·CE + β·ECLoss
 * @param crossEntropy CE, the loss of the head
 * @param ecLoss ECLoss before β; null without ECLoss
 * @param tap the maps ECLoss looks at, [N, H, W, C]; null without ECLoss
 */
record LossNodes(Node total, Node crossEntropy, Node ecLoss, Node tap) {}
