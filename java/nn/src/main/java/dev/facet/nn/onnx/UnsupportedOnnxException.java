package dev.facet.nn.onnx;

/**
 * A valid ONNX model uses what the import does not know: an operator, an attribute, or a use of them. The message names the node,
 * its operator, the opset and its inputs.
 */
public final class UnsupportedOnnxException extends OnnxException {
    private static final long serialVersionUID = 1L;

    public UnsupportedOnnxException(String message) {
        super(message);
    }

    public UnsupportedOnnxException(String message, Throwable cause) {
        super(message, cause);
    }
}
