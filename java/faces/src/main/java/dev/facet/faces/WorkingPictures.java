package dev.facet.faces;

/** A data set's pictures at the size that inputs are cut from. Safe for many threads. */
interface WorkingPictures extends AutoCloseable {

    /**
     * Picture i at working size; its pixels must not be written.
     *
     * @throws FaceDataException naming the file if it cannot be read
     */
    Image get(int i);

    @Override
    void close();
}
