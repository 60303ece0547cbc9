package dev.facet.nn.onnx;

/** An ONNX model cannot be read, imported or written; the message names the file or node, the reason and the remedy. */
public class OnnxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OnnxException(String message) {
        super(message);
    }

    public OnnxException(String message, Throwable cause) {
        super(message, cause);
    }
}
