/** What stands on a backbone's features: class scores and margins, attributes, numbers, and their losses. */
package dev.facet.nn.heads;
