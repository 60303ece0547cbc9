/** The ops of the engine, one record each: shape rule, gradient rule and parameters. */
package dev.facet.engine.ops;
