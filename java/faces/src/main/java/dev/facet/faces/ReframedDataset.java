package dev.facet.faces;

import java.util.Objects;
import java.util.function.IntFunction;

/** A data set's faces in another frame: cropped, or aligned. */
public final class ReframedDataset extends DerivedDataset {

    private final String name;
    private final IntFunction<Reframing> frames;

    /**
     * @param name of the result; other frames need another one, for packed copies of the pictures are told apart by it
     * @param frames the change of frame of each picture; called for every sample asked for, from many threads
     */
    public ReframedDataset(FaceDataset base, String name, IntFunction<Reframing> frames) {
        super(base);
        this.name = Objects.requireNonNull(name);
        this.frames = Objects.requireNonNull(frames);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public FaceSample sample(int i) {
        return base.sample(i).moved(frames.apply(i));
    }
}
