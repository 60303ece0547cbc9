#!/usr/bin/env python3
"""Lays our figures of a results folder (bench.jsonl, steps.jsonl) beside those of others, as a Markdown table: PyTorch's (peers.jsonl)
and cuDNN's and cuBLAS' called by Facet (rivals.jsonl). The ratio is the other's time over ours, so that above 1 Facet is faster."""
import json
import sys
from pathlib import Path

LIBRARIES = {"_cudnn": "cuDNN", "_cublas": "cuBLAS"}


def read(file):
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line] if file.exists() else []


def rivals(folder):
    """The jobs that a library took; the others ran on our own kernels again."""
    for row in read(folder / "rivals.jsonl"):
        for ending, name in LIBRARIES.items():
            if row["kernel"].endswith(ending):
                yield {**row, "peer": name}


def main():
    folder = Path(sys.argv[1])
    ours = {row["job"]: row for file in ("bench.jsonl", "steps.jsonl") for row in read(folder / file)}
    print("| job | kernel | ours, ms | other | its, ms | its / ours |")
    print("| --- | --- | --- | --- | --- | --- |")
    for other in [*rivals(folder), *read(folder / "peers.jsonl")]:
        mine = ours.get(other["job"])
        if mine is None:
            continue
        ratio = other["ms_median"] / mine["ms_median"]
        print(f"| {other['job']} | {mine.get('kernel', '')} | {mine['ms_median']:.4f} | {other['peer']} | {other['ms_median']:.4f} "
              f"| {ratio:.2f} |")


if __name__ == "__main__":
    main()
