package dev.facet.cli;

/**
 * How much the demo does. The figures fit two cores: {@link #FULL} takes some minutes, {@link #QUICK} about one.
 *
 * @param people generated people to learn from
 * @param imagesPerPerson pictures of each
 * @param unseenPeople generated people to measure on
 * @param unseenImages pictures of each
 * @param pairsPerFold verification pairs in each of ten folds, even
 * @param faces on which channels are measured
 * @param input side of the network's input in pixels
 * @param width factor on VGG13's channels
 * @param epochs passes over the people's pictures
 * @param batch pictures a step
 */
record DemoSize(
        int people,
        int imagesPerPerson,
        int unseenPeople,
        int unseenImages,
        int pairsPerFold,
        int faces,
        int input,
        double width,
        int epochs,
        int batch) {

    static final DemoSize FULL = new DemoSize(150, 40, 60, 10, 120, 150, 112, 0.25, 3, 32);
    static final DemoSize QUICK = new DemoSize(40, 20, 30, 6, 40, 40, 80, 0.125, 3, 32);

    DemoSize withEpochs(int value) {
        return new DemoSize(
                people, imagesPerPerson, unseenPeople, unseenImages, pairsPerFold, faces, input, width, value, batch);
    }
}
