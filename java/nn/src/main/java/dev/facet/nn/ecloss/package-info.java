/** ECLoss (Lin et al. 2022): its templates, its settings and the schedule of its weight. */
package dev.facet.nn.ecloss;
