#!/usr/bin/env python3
"""Lays our figures of a results folder (bench.jsonl, steps.jsonl; f32.jsonl) beside those of others, as a Markdown table: our own by
warpgroups (wgmma.jsonl, wgmma_steps.jsonl), PyTorch's (peers.jsonl), cuDNN's and cuBLAS' called by Facet (rivals.jsonl; f32-rivals.jsonl),
and our own direct sums beside Winograd's convolutions (f32-direct.jsonl). The ratio is the other's time over ours, so that above 1 Facet is
faster."""
import json
import sys
from pathlib import Path

LIBRARIES = {"_cudnn": "cuDNN", "_cublas": "cuBLAS"}


def read(file):
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line] if file.exists() else []


def rivals(file):
    """The jobs that a library took; the others ran on our own kernels again."""
    for row in read(file):
        for ending, name in LIBRARIES.items():
            if row["kernel"].endswith(ending):
                yield {**row, "peer": name}


def direct_sums(file, ours):
    """The jobs that are not computed by direct sums anyway."""
    for row in read(file):
        if ours.get(row["job"], row)["kernel"] != row["kernel"]:
            yield {**row, "peer": "direct sums"}


def jobs_of_warpgroups(lines):
    """Names of the jobs that have kernels by warpgroups: convolutions and gradients of the data, but not depthwise ones or those of images,
    which have kernels of their own; stored as bf16 only where boxes of 64 channels of one group can be copied (conv_gather.h)."""
    names = set()
    for line in lines:
        fields = [field.split() for field in line.split("#")[0].split("|")]
        if not fields[0] or fields[0][0] not in ("conv2d", "conv2d_grad_data"):
            continue
        source, weights = ([int(d) for d in tensor.split(":")[1].split(",")] for tensor in fields[1][1:3])
        depthwise, image = weights[3] == 1, fields[0][0] == "conv2d" and source[3] <= 3
        if depthwise or image:
            continue
        name, groups = fields[0][1], int(fields[3][9])
        names.add(name)
        if groups == 1 and source[3] >= 64 and source[3] % 8 == 0:
            names.add(f"{name}_bf16")
    return names


def warpgroups(folder):
    """Whole steps, and of the single ops those that have kernels by warpgroups; the others ran as before."""
    names = jobs_of_warpgroups((Path(__file__).parent / "jobs.txt").read_text(encoding="utf-8").splitlines())
    rows = [row for row in read(folder / "wgmma.jsonl") if row["job"] in names] + read(folder / "wgmma_steps.jsonl")
    return [{**row, "peer": "warpgroups"} for row in rows]


def print_rows(ours, others):
    for other in others:
        mine = ours.get(other["job"])
        if mine is None:
            continue
        ratio = other["ms_median"] / mine["ms_median"]
        print(f"| {other['job']} | {mine.get('kernel', '')} | {mine['ms_median']:.4f} | {other['peer']} | {other['ms_median']:.4f} "
              f"| {ratio:.2f} |")


def main():
    folder = Path(sys.argv[1])
    print("| job | kernel | ours, ms | other | its, ms | its / ours |")
    print("| --- | --- | --- | --- | --- | --- |")
    ours = {row["job"]: row for file in ("bench.jsonl", "steps.jsonl") for row in read(folder / file)}
    print_rows(ours, [*warpgroups(folder), *rivals(folder / "rivals.jsonl"), *read(folder / "peers.jsonl")])
    f32 = {row["job"]: row for row in read(folder / "f32.jsonl")}
    print_rows(f32, [*direct_sums(folder / "f32-direct.jsonl", f32), *rivals(folder / "f32-rivals.jsonl")])


if __name__ == "__main__":
    main()
