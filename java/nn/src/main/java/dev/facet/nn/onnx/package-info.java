/** ONNX files: networks that others trained become graphs here, and ours become files for others (docs/onnx.md). */
package dev.facet.nn.onnx;
