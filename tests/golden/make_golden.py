#!/usr/bin/env python3
"""Writes the golden numbers that Facet's results are compared with; see README.md beside this file.

    tests/golden/make_golden.py            writes the safetensors files beside it
    tests/golden/make_golden.py --check    recomputes them and fails if the files differ by more than rounding
"""

import argparse
import sys
from pathlib import Path

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


def check(path, tensors):
    old = safetensors_file.read(path)
    wrong = sorted(set(old) ^ set(tensors))
    wrong += [k for k in sorted(set(old) & set(tensors)) if not np.allclose(old[k], tensors[k], rtol=1e-9, atol=1e-12, equal_nan=True)]
    if wrong:
        sys.exit(f"{path.name} is out of date ({len(wrong)} tensors, first: {wrong[:5]}). Run tests/golden/make_golden.py")
    print(f"{path.name} is up to date ({len(old)} tensors)")


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
            safetensors_file.write(HERE / name, tensors, metadata)
            print(f"{name}: {len(tensors)} tensors, {(HERE / name).stat().st_size} bytes")


if __name__ == "__main__":
    main()
