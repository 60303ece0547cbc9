#!/usr/bin/env python3
"""Facet's partial least squares beside scikit-learn's and IKPLS's algorithm 1 in NumPy, taking turns on the same features.

    benchmarks/pls/run                       one target, 8 components, 2048 x 100352, two threads; then 40 targets; a few minutes
    benchmarks/pls/run --targets 0           one target only
    benchmarks/pls/run --features 25088 --turns 9

Prints the best and the median of every contender, the ratios of Facet to the others from the same turns, a pass beside the time
in which the same threads just read the features, and the peak memory of 40 targets. The best counts: other load only adds.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from sklearn.cross_decomposition import PLSRegression


def ikpls(x, y, components):
    """Improved kernel PLS, algorithm 1 of Dayal and MacGregor (1997), for one target, in the type of x; x is centred here, once,
    by its mean alone (no copy): products with it are corrected."""
    n, m = x.shape
    mean = x.mean(axis=0)
    yc = y - y.mean()
    s = x.T @ yc - mean * yc.sum()
    w = np.empty((components, m), x.dtype)
    r = np.empty_like(w)
    p = np.empty_like(w)
    q = np.empty(components)
    squares = np.empty(components)
    for a in range(components):
        w[a] = s / np.linalg.norm(s)
        r[a] = w[a]
        for j in range(a):
            r[a] -= (p[j] @ w[a]) * r[j]
        t = x @ r[a] - mean @ r[a]
        squares[a] = t @ t
        p[a] = (x.T @ t - mean * t.sum()) / squares[a]
        q[a] = (s @ r[a]) / squares[a]
        s = s - p[a] * (q[a] * squares[a])
    return vip(w.T, q, squares)


def scikit_learn(x, y, components):
    pls = PLSRegression(components, scale=False).fit(x, y)
    return vip(pls.x_weights_, pls.y_loadings_[0], (pls.x_scores_**2).sum(0))


def vip(w, q, squares):
    explained = q**2 * squares
    return np.sqrt(len(w) * (w.astype(np.float64) ** 2 @ explained) / explained.sum())


class Facet:
    """The process that does Facet's jobs."""

    def __init__(self, command, x_file, y_file, shape, threads):
        arguments = [*command, x_file, y_file, *map(str, shape), str(threads)]
        self.process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.expect("ready")

    def ask(self, job):
        self.process.stdin.write(job + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if not answer:
            sys.exit(f"Facet ended at the job '{job}'")
        return answer

    def expect(self, text):
        if self.process.stdout.readline().strip() != text:
            sys.exit("Facet did not start")

    def seconds(self, job):
        return float(self.ask(job))


def features(file, rows, count, seed=5):
    """Rectified mixtures of 24 hidden causes with noise, row by row, as a layer's."""
    random = np.random.default_rng(seed)
    causes = random.standard_normal((rows, 24), np.float32)
    mix = random.standard_normal((24, count), np.float32) / np.float32(3)
    with open(file, "wb") as out:
        for i in range(rows):
            row = causes[i] @ mix + random.standard_normal(count, np.float32)
            np.maximum(row, 0).astype("<f4").tofile(out)
    return causes


def timed(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def line(name, times):
    print(f"{name:44s} best {min(times):8.4f} s   median {statistics.median(times):8.4f} s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2048)
    parser.add_argument("--features", type=int, default=100352)
    parser.add_argument("--components", type=int, default=8)
    parser.add_argument("--targets", type=int, default=40, help="fitted together after the single one; 0: none")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--without-scikit-learn", action="store_true", help="it takes six times the memory of the features")
    parser.add_argument("command", nargs="+", help="what starts Facet's worker (benchmarks/pls/run gives it)")
    options = parser.parse_args()
    n, m, c = options.rows, options.features, options.components
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/tmp")) as folder:
        x_file, y_file, vip_file = (str(Path(folder) / name) for name in ("x", "y", "vip"))
        causes = features(x_file, n, m)
        many = max(1, options.targets)
        pick = np.random.default_rng(6).standard_normal((many, causes.shape[1]))
        y = (pick @ causes.T > 0).astype("<f4")
        y.tofile(y_file)
        facet = Facet(options.command, x_file, y_file, (n, m), options.threads)
        x = np.fromfile(x_file, "<f4").reshape(n, m)
        compare(options, facet, x, y, vip_file)


def compare(options, facet, x, y, vip_file):
    n, m, c = options.rows, options.features, options.components
    contenders = {
        "Facet": lambda: (facet.seconds(f"fit UNDEFLATED 1 {c}"), None),
        "IKPLS 1, NumPy float32": lambda: timed(lambda: ikpls(x, y[0], c)),
    }
    if not options.without_scikit_learn:
        contenders["scikit-learn PLSRegression (float64)"] = lambda: timed(lambda: scikit_learn(x, y[0], c))
    times = {name: [] for name in contenders}
    answers = {}
    facet.seconds(f"fit UNDEFLATED 1 {c}")
    for _ in range(options.turns):
        for name, contender in contenders.items():
            seconds, answers[name] = contender()
            times[name].append(seconds)
            if name == "Facet":
                facet.ask("vip " + vip_file)
                answers[name] = np.fromfile(vip_file, "<f4")
    print(f"one target, {c} components, {n} x {m}, {options.threads} threads")
    for name, series in times.items():
        line(name, series)
        error = np.abs(answers[name] - answers["Facet"]).max()
        if error > 1e-3 * answers["Facet"].max():
            sys.exit(f"The importances of {name} differ from Facet's by {error}")
        if name != "Facet":
            print(f"{'':44s} Facet is {min(series) / min(times['Facet']):.2f} times as fast; largest difference of VIP {error:.1e}")
    reads, passes = [], []
    for _ in range(4 * options.turns):
        reads.append(facet.seconds("read"))
        passes.append(facet.seconds("pass 1"))
    line("reading the features", reads)
    line("a pass for one response", passes)
    gigabytes = 4e-9 * n * m
    print(f"{'':44s} {gigabytes / min(reads):.1f} GB/s read; a pass runs at {100 * min(reads) / min(passes):.0f} % of that")
    if options.targets == 0:
        return
    together = [facet.seconds(f"fit UNDEFLATED {options.targets} {c}") for _ in range(options.turns)]
    peak = int(facet.ask("memory"))
    kernel = [facet.seconds(f"fit SHARED_KERNEL {options.targets} {c}") for _ in range(max(1, options.turns // 2))]
    print(f"{options.targets} targets")
    line("Facet, undeflated", together)
    line("Facet, shared kernel", kernel)
    for name, series in times.items():
        if name != "Facet":
            ratio = options.targets * min(series) / min(together)
            print(f"{'':44s} {ratio:.1f} times as fast as {options.targets} fits of {name}")
    flops = 4.0 * n * m * options.targets
    passes = [facet.seconds(f"pass {options.targets}") for _ in range(options.turns)]
    line(f"a pass for {options.targets} responses", passes)
    print(f"{'':44s} {1e-9 * flops / min(passes):.0f} GFLOP/s")
    print(f"peak memory of the process {1e-9 * peak:.2f} GB, {peak / (4.0 * n * m):.2f} times the features")


if __name__ == "__main__":
    main()
