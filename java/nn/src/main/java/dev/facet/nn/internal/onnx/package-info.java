/** The machinery of ONNX import and export: schema, layouts, folding of constants, operators. */
package dev.facet.nn.internal.onnx;
