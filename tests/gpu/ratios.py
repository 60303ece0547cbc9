#!/usr/bin/env python3
"""Puts bench.jsonl and peers.jsonl of a results folder side by side, as a Markdown table: the peer's time over ours, so that above 1
Facet is faster."""
import json
import sys
from pathlib import Path


def read(file):
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]


def main():
    folder = Path(sys.argv[1])
    ours = {row["job"]: row for row in read(folder / "bench.jsonl")}
    steps = folder / "steps.jsonl"
    if steps.exists():
        ours.update({row["job"]: row for row in read(steps)})
    print("| job | kernel | ours, ms | peer | its, ms | its / ours |")
    print("| --- | --- | --- | --- | --- | --- |")
    for peer in read(folder / "peers.jsonl"):
        mine = ours.get(peer["job"])
        if mine is None:
            continue
        ratio = peer["ms_median"] / mine["ms_median"]
        print(f"| {peer['job']} | {mine.get('kernel', '')} | {mine['ms_median']:.4f} | {peer['peer']} | {peer['ms_median']:.4f} "
              f"| {ratio:.2f} |")


if __name__ == "__main__":
    main()
