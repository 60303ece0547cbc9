package dev.facet.benchmarks.compare;

import dev.facet.benchmarks.jobs.Job;
import dev.facet.benchmarks.peers.Contender;
import dev.facet.benchmarks.peers.Contest;
import java.util.ArrayList;
import java.util.List;

/** Runs a contest: the contenders take turns, so that whatever slows the machine down slows all of them. */
final class Match implements AutoCloseable {
    private static final double SHORTEST_TURN_MS = 200;
    /** A turn is disturbed if other processes took more of the machine than this. */
    private static final double DISTURBING_SHARE = 0.03;
    /** Rounds that are played even when the time is up. */
    private static final int FEWEST_ROUNDS = 3;
    /** Runs before results are compared: enough for a training step's updates to show in its loss. */
    private static final int FIRST_RUNS = 3;
    /** Thread pools that spin after their work get this long to fall asleep. */
    private static final long PAUSE_MS = 20;

    private final Contest contest;
    private final List<Job> jobs = new ArrayList<>();

    /** Opens the contenders. */
    Match(Contest contest) {
        this.contest = contest;
        for (Contender contender : contest.contenders()) {
            jobs.add(contender.open());
        }
    }

    /** Facet's job. */
    Job facet() {
        return jobs.get(0);
    }

    /**
     * Compares the contenders' results and times them.
     *
     * @param turns undisturbed turns of every contender that are enough
     * @param seconds after which no new round begins
     */
    List<Series> play(int turns, double seconds) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        int[] runs = new int[jobs.size()];
        double[] facet = null;
        for (int i = 0; i < runs.length; i++) {
            Job job = jobs.get(i);
            job.run();
            double ms = milliseconds(job, FIRST_RUNS - 1);
            facet = i == 0 ? job.result() : facet;
            requireAgreement(facet, job);
            runs[i] = Math.max(1, (int) Math.ceil(SHORTEST_TURN_MS / ms));
        }
        return time(runs, turns, end);
    }

    private List<Series> time(int[] runs, int turns, long end) {
        List<Series> series = new ArrayList<>();
        for (Job job : jobs) {
            series.add(new Series(job.who()));
        }
        OtherLoad others = new OtherLoad();
        for (int round = 0; round < FEWEST_ROUNDS || System.nanoTime() < end; round++) {
            for (int i = 0; i < runs.length; i++) {
                pause();
                others.begin();
                double ms = milliseconds(jobs.get(i), runs[i]);
                series.get(i).add(ms, others.end() <= DISTURBING_SHARE);
            }
            if (series.stream().allMatch(s -> s.quietCount() >= turns)) {
                break;
            }
        }
        return series;
    }

    private static double milliseconds(Job job, int runs) {
        long start = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            job.run();
        }
        return (System.nanoTime() - start) / 1e6 / runs;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while timing", e);
        }
    }

    private void requireAgreement(double[] facet, Job peer) {
        double[] theirs = peer.result();
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < facet.length; i++) {
            largest = Math.max(largest, Math.abs(facet[i]));
            difference = Math.max(difference, Math.abs(facet[i] - theirs[i]));
        }
        if (!(difference <= contest.tolerance() * largest)) {
            throw new IllegalStateException(contest.name() + ": " + peer.who() + " differs from facet by " + difference
                    + " where the largest value is " + largest + "; times would compare different work");
        }
    }

    @Override
    public void close() {
        jobs.forEach(Job::close);
    }
}
