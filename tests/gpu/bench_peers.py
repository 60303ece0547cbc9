#!/usr/bin/env python3
"""Times the jobs of jobs.txt with PyTorch (its convolutions are cuDNN's, its products cuBLAS'), and whole training steps: VGG16's,
and ResNet50's and MobileNetV2's where torchvision is installed.

    bench_peers.py jobs.txt

Prints a JSON object a line, in the form of device_bench. Channels-last, TF32 allowed, cuDNN left to choose its fastest algorithm:
each peer gets its best case. Needs torch with CUDA; without it the script says so and ends with status 3.
"""
import json
import statistics
import sys
import time

try:
    import torch
    import torch.nn.functional as F
except ImportError as error:
    print(f"PyTorch is not here: {error}", file=sys.stderr)
    sys.exit(3)
if not torch.cuda.is_available():
    print("PyTorch sees no CUDA device", file=sys.stderr)
    sys.exit(3)

RUN_SECONDS = 0.03
RUNS = 9
CONVOLUTIONS = ("conv2d", "conv2d_grad_data", "conv2d_grad_weights")


def parse(line):
    """An op case of docs/ops.md: op, name, shapes of inputs and outputs, params."""
    fields = [field.split() for field in line.split("|")]
    case = {"op": fields[0][0], "name": fields[0][1], "in": {}, "out": {}, "params": []}
    for field in fields[1:]:
        if field[0] == "params":
            case["params"] = [float(p) if "." in p or "e" in p else int(p) for p in field[1:]]
        elif field[0] in ("in", "out"):
            for tensor in field[1:]:
                name, dims = tensor.split(":")[:2]
                case[field[0]][name] = tuple(int(d) for d in dims.split(","))
    return case


def image(dims):
    """NHWC memory as PyTorch's channels-last tensor."""
    n, h, w, c = dims
    return torch.rand((n, c, h, w), device="cuda").sub_(0.5).contiguous(memory_format=torch.channels_last)


def matrix(dims):
    return torch.rand(dims, device="cuda").sub_(0.5)


def convolution(case):
    sh, sw, top, left, _, _, dh, dw, groups, _ = case["params"]
    options = dict(stride=(sh, sw), padding=(top, left), dilation=(dh, dw), groups=groups)
    shapes = {**case["in"], **case["out"]}
    k, r, s, c = shapes["w"] if "w" in shapes else shapes["dw"]
    w = image((k, r, s, c))
    if case["op"] == "conv2d":
        x = image(shapes["x"])
        bias = matrix((k,)) if "b" in shapes else None
        if case["params"][9] == 1:
            return lambda: F.conv2d(x, w, bias, **options).relu_()
        return lambda: F.conv2d(x, w, bias, **options)
    x = image(shapes["x"] if "x" in shapes else shapes["dx"])
    dy = image(shapes["dy"])
    mask = [case["op"] == "conv2d_grad_data", case["op"] == "conv2d_grad_weights", False]
    return lambda: torch.ops.aten.convolution_backward(
        dy, x, w, None, (sh, sw), (top, left), (dh, dw), False, (0, 0), groups, mask)


def product(case):
    a, b = (matrix(dims) for dims in list(case["in"].values())[:2])
    a = a.t() if case["params"][0] else a
    b = b.t() if case["params"][1] else b
    if len(case["in"]) == 3:
        bias = matrix(list(case["in"].values())[2])
        return lambda: torch.addmm(bias, a, b)
    return lambda: a @ b


def ecloss(x, templates):
    """As one would write it: a product, a log-softmax, means (Lin et al. 2022, lambda 1)."""
    logits = x.permute(0, 2, 1).reshape(-1, x.shape[1]) @ templates.t()
    log_p = F.log_softmax(logits, 1)
    p = log_p.exp()
    mean = p.mean(0)
    return (mean * (mean + 1e-30).log()).sum() - (p * log_p).sum(1).mean()


def ecloss_step(case, compiled):
    n, h, w, c = case["in"]["x"]
    x = (torch.rand((n, h * w, c), device="cuda") - 0.5).requires_grad_()
    templates = matrix(case["in"]["templates"])
    loss = torch.compile(ecloss) if compiled else ecloss

    def step():
        x.grad = None
        loss(x, templates).backward()

    return step


def simple(case):
    """Ops of which PyTorch has the like in one or two calls; None for the others."""
    op, dims = case["op"], next(iter(case["in"].values()))
    if op in ("conv2d", "conv2d_grad_data", "conv2d_grad_weights"):
        return convolution(case)
    if op == "matmul":
        return product(case)
    if op == "relu":
        x = image(dims)
        return lambda: F.relu(x)
    if op == "binary":
        a, b = image(dims), image(dims)
        return lambda: a + b
    if op == "max_pool2d":
        x = image(dims)
        return lambda: F.max_pool2d(x, case["params"][:2], case["params"][2:4])
    if op == "batch_norm_train":
        x, c = image(dims), dims[3]
        gamma, beta, mean, var = (torch.ones(c, device="cuda") for _ in range(4))
        return lambda: F.relu_(F.batch_norm(x, mean, var, gamma, beta, True, 0.1, 1e-5))
    if op == "softmax_xent":
        x = matrix(dims)
        labels = torch.zeros(dims[0], dtype=torch.long, device="cuda")
        return lambda: F.cross_entropy(x, labels)
    if op == "sum_squares":
        x = matrix(dims)
        return lambda: x.square().sum()
    if op == "transpose":
        x = image(dims)
        return lambda: x.contiguous(memory_format=torch.contiguous_format)
    return None


def seconds(work, times):
    torch.cuda.synchronize()
    begin = time.perf_counter()
    for _ in range(times):
        work()
    torch.cuda.synchronize()
    return (time.perf_counter() - begin) / times


def report(name, who, work):
    try:
        for _ in range(3):
            seconds(work, 1)
        times = max(1, min(500, int(RUN_SECONDS / seconds(work, 1))))
        runs = [seconds(work, times) for _ in range(RUNS)]
    except Exception as error:  # one job that does not fit must not end the others
        print(f"{name}, {who}: {error}", file=sys.stderr)
        return
    print(json.dumps({"job": name, "peer": who, "ms_median": 1e3 * statistics.median(runs), "ms_fastest": 1e3 * min(runs)}),
          flush=True)


def vgg16(classes=1000):
    layers, channels = [], 3
    for width, depth in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(depth):
            layers += [torch.nn.Conv2d(channels, width, 3, padding=1), torch.nn.ReLU(inplace=True)]
            channels = width
        layers.append(torch.nn.MaxPool2d(2))
    head = [torch.nn.Flatten(), torch.nn.Linear(25088, 4096), torch.nn.ReLU(inplace=True), torch.nn.Linear(4096, 4096),
            torch.nn.ReLU(inplace=True), torch.nn.Linear(4096, classes)]
    return torch.nn.Sequential(*layers, *head)


def networks():
    """Makers of the networks that Facet's DeviceSteps trains, by the names of its jobs."""
    makers = {"vgg16": vgg16}
    try:
        from torchvision import models
        makers.update({"resnet50": models.resnet50, "mobilenetv2": models.mobilenet_v2})
    except ImportError:
        print("torchvision is not here: no ResNet50 and MobileNetV2", file=sys.stderr)
    return makers


def training_step(maker, batch, bf16, compiled):
    net = maker().cuda().to(memory_format=torch.channels_last)
    images = image((batch, 224, 224, 3))
    labels = torch.zeros(batch, dtype=torch.long, device="cuda")
    optimizer = torch.optim.SGD(net.parameters(), lr=1e-5, momentum=0.9, weight_decay=5e-4, foreach=True)
    forward = torch.compile(net) if compiled else net

    def step():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cuda", dtype=torch.bfloat16, enabled=bf16):
            loss = F.cross_entropy(forward(images).float(), labels)
        loss.backward()
        optimizer.step()

    return step


def main():
    torch.backends.cuda.matmul.allow_tf32 = True
    torch.backends.cudnn.allow_tf32 = True
    torch.backends.cudnn.benchmark = True
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = [parse(line) for line in (raw.split("#")[0].strip() for raw in file) if line]
    for case in cases:
        work = simple(case)
        if work is not None:
            report(case["name"], "pytorch", work)
        if case["op"] == "ecloss_grad":  # forward and backward, as DeviceSteps' job of this name
            for compiled in (False, True):
                name = "ecloss-64x512-" + ("symmetric" if "symmetric" in case["name"] else "stratified")
                report(name, "pytorch compiled" if compiled else "pytorch", ecloss_step(case, compiled))
        torch.cuda.empty_cache()
    batch = 64
    for name, maker in networks().items():
        for bf16 in (False, True):
            for compiled in (False, True):
                who = "pytorch " + ("bf16" if bf16 else "tf32") + (" compiled" if compiled else "")
                report(f"{name}-train-{batch}" + ("-bf16" if bf16 else ""), who, training_step(maker, batch, bf16, compiled))
                torch.cuda.empty_cache()


if __name__ == "__main__":
    main()
