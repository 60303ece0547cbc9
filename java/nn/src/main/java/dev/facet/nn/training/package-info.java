/** Training: losses, schedules, the trainer, its events and its log. */
package dev.facet.nn.training;
