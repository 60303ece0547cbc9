#!/usr/bin/env python3
"""Writes the golden numbers that Facet's results are compared with; see README.md beside this file.

    tests/golden/make_golden.py            writes the safetensors files beside it that differ by more than rounding
    tests/golden/make_golden.py --check    recomputes them and fails if there are such

The last bits depend on the BLAS library behind PyTorch and NumPy (Debian's reference BLAS and OpenBLAS add in different orders), and
on the instruction set that OpenBLAS and PyTorch choose for the processor. The latter is pinned here to what every x86-64 processor
has, the number of threads to one; the former is why a file that differs by rounding only is left as it is.
"""

import argparse
import os
import sys
from pathlib import Path

# Read when the libraries are loaded.
os.environ.update(OPENBLAS_CORETYPE="Prescott", OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", ATEN_CPU_CAPABILITY="default")

import numpy as np
import sklearn
import torch

import classifiers
import network_steps
import oracles
import pls
import safetensors_file
import state_dicts
import vgg13_steps
from opcases import read_cases

HERE = Path(__file__).resolve().parent
CASES = HERE.parent / "cases"


def golden_ops():
    """op/case/output -> float64 values (sampled if large), for every case whose op PyTorch can judge."""
    golden, judged, unjudged = {}, 0, []
    for case in read_cases(CASES):
        if case.op in oracles.WITHOUT_ORACLE:
            continue
        inputs = [torch.from_numpy(v) for v in case.values()]
        outputs = oracles.ORACLES[case.op](inputs, case.params, [t.dims for t in case.outputs])
        for spec, value in zip(case.outputs, outputs, strict=True):
            if value is None:
                unjudged.append(f"{case.op}/{case.name}/{spec.name}")
                continue
            if tuple(value.shape) != spec.dims:
                raise ValueError(f"{case.op}/{case.name}: the case says {spec.name} is {spec.dims}, PyTorch says {tuple(value.shape)}")
            golden[f"{case.op}/{case.name}/{spec.name}"] = safetensors_file.sample(value.detach().numpy())
            judged += 1
        if case.op == "ecloss" and not oracles.ecloss_grad_is_exact(inputs, case.params):
            raise ArithmeticError(f"ecloss_grad differs from autograd through the marginal for {case.name}")
    print(f"{judged} outputs of {len({k.split('/')[0] for k in golden})} ops; without an answer from PyTorch: {unjudged or 'none'}")
    return golden


def differing(path, tensors):
    """Names of the tensors by which the file differs from `tensors` by more than rounding; None if there is no file."""
    if not path.exists():
        return None
    old = safetensors_file.read(path)
    same = lambda a, b: a.dtype == b.dtype and a.shape == b.shape and np.allclose(a, b, rtol=1e-9, atol=1e-12, equal_nan=True)
    return sorted(set(old) ^ set(tensors)) + [k for k in sorted(set(old) & set(tensors)) if not same(old[k], tensors[k])]


def check(path, tensors):
    wrong = differing(path, tensors)
    if wrong is None or wrong:
        what = "is missing" if wrong is None else f"is out of date ({len(wrong)} tensors, first: {wrong[:5]})"
        sys.exit(f"{path.name} {what}. Run tests/golden/make_golden.py")
    print(f"{path.name} is up to date ({len(tensors)} tensors)")


def write(path, tensors, metadata):
    if differing(path, tensors) == []:
        print(f"{path.name}: as it was, {len(tensors)} tensors")
        return
    safetensors_file.write(path, tensors, metadata)
    print(f"{path.name}: {len(tensors)} tensors, {path.stat().st_size} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the files instead of writing them")
    options = parser.parse_args()
    torch.set_num_threads(1)
    metadata = {"made_by": "tests/golden/make_golden.py", "torch": torch.__version__, "numpy": np.__version__, "sklearn": sklearn.__version__}
    files = {
        "ops.safetensors": golden_ops(),
        "vgg13_steps.safetensors": {**vgg13_steps.run("plain", False), **vgg13_steps.run("batch_norm", True)},
        "classifiers.safetensors": classifiers.run(),
        "pls.safetensors": pls.run(),
        "network_steps.safetensors": {k: v for key in network_steps.NETWORKS for k, v in network_steps.run(key).items()},
    }
    logits = {}
    for key in state_dicts.NETWORKS:
        files[f"{key}_state.safetensors"], logits[key] = state_dicts.run(key)
    files["state_logits.safetensors"] = logits
    for name, tensors in files.items():
        if options.check:
            check(HERE / name, tensors)
        else:
            write(HERE / name, tensors, metadata)


if __name__ == "__main__":
    main()
