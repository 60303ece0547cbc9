package dev.facet.benchmarks.peers;

import dev.facet.benchmarks.jobs.Job;
import java.util.ArrayList;
import java.util.List;

/** Runs a contest: the contenders take turns, so that whatever slows the machine down slows all of them. */
public final class Match {
    private static final double SHORTEST_TURN_MS = 200;
    /** A turn is disturbed if other processes took more of the machine than this. */
    private static final double DISTURBING_SHARE = 0.03;
    /** How many turns to try, as a multiple of the undisturbed turns wanted. */
    private static final int PATIENCE = 10;
    /** Thread pools that spin after their work get this long to fall asleep. */
    private static final long PAUSE_MS = 20;

    private final Contest contest;
    private final int turns;

    public Match(Contest contest, int turns) {
        this.contest = contest;
        this.turns = turns;
    }

    /** Opens the contenders, compares their results, times them, closes them. */
    public Outcome play() {
        List<Job> jobs = contest.contenders().get();
        try {
            int[] runs = new int[jobs.size()];
            double[] facet = null;
            for (int i = 0; i < runs.length; i++) {
                Job job = jobs.get(i);
                job.run();
                facet = i == 0 ? job.result() : facet;
                requireAgreement(facet, job);
                runs[i] = Math.max(1, (int) Math.ceil(SHORTEST_TURN_MS / warmRun(job)));
            }
            return new Outcome(contest, time(jobs, runs));
        } finally {
            jobs.forEach(Job::close);
        }
    }

    private List<Series> time(List<Job> jobs, int[] runs) {
        List<Series> series = new ArrayList<>();
        for (Job job : jobs) {
            series.add(new Series(job.who()));
        }
        OtherLoad others = new OtherLoad();
        for (int turn = 0; turn < turns * PATIENCE; turn++) {
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

    /** The second and third run's mean: the first one allocates and compiles. */
    private static double warmRun(Job job) {
        job.run();
        return milliseconds(job, 2);
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
}
