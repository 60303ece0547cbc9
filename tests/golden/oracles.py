"""One function an op: the op's outputs computed by PyTorch in float64 from the op's inputs and params.

Every function takes (inputs, params, output dims) and returns one tensor an output, or None where PyTorch has no answer of its
own. Gradients come from autograd or from PyTorch's own backward functions, never from our formulas. Activations are NHWC and
convolution weights KRSC outside, NCHW and KCRS inside.
"""

import torch
import torch.nn.functional as F

RELU, RELU6 = 1, 2


def nchw(x):
    return x.permute(0, 3, 1, 2)


def nhwc(x):
    return x.permute(0, 2, 3, 1)


def grads(y, dy, *wrt):
    return torch.autograd.grad(y, wrt, dy)


def leaf(x):
    return x.detach().clone().requires_grad_()


def activate(y, activation):
    return F.relu(y) if activation == RELU else F.relu6(y) if activation == RELU6 else y


# ---- convolution and matrices ------------------------------------------------------------------------------------------


def conv(x, w, b, p):
    sh, sw, pt, pl, pb, pr, dh, dw, groups = p[:9]
    return nhwc(F.conv2d(F.pad(nchw(x), (pl, pr, pt, pb)), nchw(w), b, (sh, sw), 0, (dh, dw), groups))


def conv2d(i, p, dims):
    y = conv(i[0], i[1], i[2] if len(i) > 2 else None, p)
    return [activate(y + i[3] if len(i) > 3 else y, p[9])]


def conv2d_grad_data(i, p, dims):
    dy, w = i
    x = leaf(torch.zeros(dims[0], dtype=dy.dtype))
    return grads(conv(x, w, None, p), dy, x)


def conv2d_grad_weights(i, p, dims):
    x, dy = i
    w = leaf(torch.zeros(dims[0], dtype=dy.dtype))
    return grads(conv(x, w, None, p), dy, w)


def matmul(i, p, dims):
    a, b = i[0].t() if p[0] else i[0], i[1].t() if p[1] else i[1]
    c = torch.addmm(i[2], a, b) if len(i) > 2 else torch.mm(a, b)
    return [activate(c, p[2])]


# ---- elementwise -------------------------------------------------------------------------------------------------------


def fill(i, p, dims):
    return [torch.full(dims[0], float(p[0]), dtype=torch.float64)]


def bias_add(i, p, dims):
    return [i[0] + i[1]]


def relu(i, p, dims):
    return [F.relu(i[0])]


def relu_grad(i, p, dims):
    """Rules by a backward hook on nn.ReLU, as guided backpropagation and deconvnets are usually written."""
    module = torch.nn.ReLU()
    rule = p[0]
    if rule == 1:
        module.register_full_backward_hook(lambda m, gin, gout: (F.relu(gin[0]),))
    elif rule == 2:
        module.register_full_backward_hook(lambda m, gin, gout: (F.relu(gout[0]),))
    x = leaf(i[0])
    return grads(module(x), i[1], x)


def hard_sigmoid(x, a, b):
    """Not PyTorch's F.hardsigmoid: its gradient takes 1/6 as a single-precision number."""
    return F.hardtanh(a * x + b, 0.0, 1.0)


LEAKY_RELU, CLIP, HARD_SIGMOID, HARD_SWISH = 10, 11, 12, 13
UNARY = [
    lambda x, a, b: a * x + b,
    *(
        lambda x, a, b, f=f: f(x)
        for f in [torch.exp, torch.log, torch.sqrt, torch.square, torch.abs, torch.sigmoid, torch.tanh, torch.reciprocal, torch.sign]
    ),
    lambda x, a, b: F.leaky_relu(x, a),
    lambda x, a, b: F.hardtanh(x, a, b),
    hard_sigmoid,
    lambda x, a, b: x * hard_sigmoid(x, a, b),
    lambda x, a, b: torch.pow(x, a),
]


def unary(i, p, dims):
    return [UNARY[p[0]](i[0], p[1], p[2])]


def unary_grad(i, p, dims):
    """Autograd at an x whose t is the given one: x itself, but for the hard sigmoid, whose t is its result."""
    kind, a, b = p
    t, dy = i
    x = leaf((t - b) / a if kind == HARD_SIGMOID else t)
    return grads(UNARY[kind](x, a, b), dy, x)


def parametric_relu(x, slope):
    return F.prelu(x.reshape(-1, x.shape[-1]), slope).reshape(x.shape)


def prelu(i, p, dims):
    return [parametric_relu(*i)]


def prelu_grad(i, p, dims):
    x, slope = leaf(i[0]), leaf(i[1])
    return grads(parametric_relu(x, slope), i[2], x, slope)


BINARY = [torch.add, torch.sub, torch.mul, torch.div]


def binary(i, p, dims):
    return [BINARY[p[0]](i[0], i[1])]


# ---- pooling and resizing ----------------------------------------------------------------------------------------------


def maximum_pool(x, p):
    r, s, sh, sw, pt, pl, pb, pr = p
    return nhwc(F.max_pool2d(F.pad(nchw(x), (pl, pr, pt, pb), value=-torch.inf), (r, s), (sh, sw)))


def max_pool2d(i, p, dims):
    return [maximum_pool(i[0], p)]


def max_pool2d_grad(i, p, dims):
    x = leaf(i[0])
    return grads(maximum_pool(x, p), i[1], x)


def average_pool(x, p):
    r, s, sh, sw, pt, pl, pb, pr, include = p
    pad = (pl, pr, pt, pb)
    y = F.avg_pool2d(F.pad(nchw(x), pad), (r, s), (sh, sw))
    if not include:  # the share of each window that lies inside the image
        inside = F.avg_pool2d(F.pad(torch.ones_like(nchw(x)), pad), (r, s), (sh, sw))
        y = y / inside
    return nhwc(y)


def avg_pool2d(i, p, dims):
    return [average_pool(i[0], p)]


def avg_pool2d_grad(i, p, dims):
    x = leaf(torch.zeros(dims[0], dtype=torch.float64))
    return grads(average_pool(x, p), i[0], x)


def bilinear(x, h, w):
    return nhwc(F.interpolate(nchw(x), (h, w), mode="bilinear", align_corners=False))


def resize_bilinear(i, p, dims):
    return [bilinear(i[0], dims[0][1], dims[0][2])]


def resize_bilinear_grad(i, p, dims):
    x = leaf(torch.zeros(dims[0], dtype=torch.float64))
    return grads(bilinear(x, i[0].shape[1], i[0].shape[2]), i[0], x)


# ---- normalisation -----------------------------------------------------------------------------------------------------


def channels_first(x):
    """[.., C] as [rows, C], the form PyTorch's batch norm takes for statistics over all other axes."""
    return x.reshape(-1, x.shape[-1])


def batch_norm_train(i, p, dims):
    x, gamma, beta, mean, var = i
    rows = channels_first(x)
    if rows.shape[0] == 1:
        return [None] * 5  # PyTorch refuses to normalise over one value
    epsilon, momentum, activation = p
    y, batch_mean, batch_invstd = torch.native_batch_norm(rows, gamma, beta, mean, var, True, momentum, epsilon)
    return [activate(y, activation).reshape(x.shape), batch_mean, batch_invstd, mean, var]


def masked(i, invstd, activation):
    """dy, by autograd through the activation of the normalised x where there is one."""
    x, gamma, mean = i[:3]
    if len(i) <= 5:
        return i[4]
    y = leaf(gamma * (x - mean) * invstd + i[5])
    return grads(activate(y, activation), i[4], y)[0]


def batch_norm_train_grad(i, p, dims):
    x, gamma, batch_mean, batch_invstd = i[:4]
    dy = masked(i, batch_invstd, p[1])
    dx, dgamma, dbeta = torch.ops.aten.native_batch_norm_backward(
        channels_first(dy), channels_first(x), gamma, None, None, batch_mean, batch_invstd, True, p[0], [True, True, True]
    )
    return [dx.reshape(x.shape), dgamma, dbeta]


def batch_norm_moments(i, p, dims):
    variance, mean = torch.var_mean(channels_first(i[0]), dim=0, correction=0)
    return [mean, variance]


def batch_norm_statistics(i, p, dims):
    """By values that have these moments: two a part, at a distance of the deviation from its mean."""
    means, variances, mean, var = i
    means, deviations = means[:, : mean.numel()], torch.sqrt(variances[:, : mean.numel()])
    epsilon, momentum, rows = p
    values = torch.cat([means - deviations, means + deviations])
    batch_var, batch_mean = torch.var_mean(values, dim=0, correction=0)
    n = means.shape[0] * rows
    unbiased = batch_var if n == 1 else batch_var * n / (n - 1)
    running = [torch.lerp(mean, batch_mean, momentum), torch.lerp(var, unbiased, momentum)]
    return [batch_mean, batch_var, torch.rsqrt(batch_var + epsilon), *running]


def batch_norm_grad_sums(i, p, dims):
    _, dgamma, dbeta = batch_norm_train_grad(i, [1.0, *p], dims)
    return [dgamma, dbeta]


def batch_norm_grad_apply(i, p, dims):
    """The formula: PyTorch has no op for it."""
    x, gamma, mean, invstd, dgamma, dbeta = i[:6]
    rows, activation = p
    dy = masked([x, gamma, mean, invstd, *i[6:]], invstd, activation)
    normalised = (x - mean) * invstd
    return [gamma * invstd * (dy - torch.addcmul(dbeta, normalised, dgamma) / rows)]


def batch_norm_infer(i, p, dims):
    x, gamma, beta, mean, var = i
    y = F.batch_norm(channels_first(x), mean, var, gamma, beta, False, 0.0, p[0])
    return [activate(y, p[1]).reshape(x.shape)]


def batch_norm_infer_grad(i, p, dims):
    x, gamma, mean, var = i[:4]
    dy = masked(i, torch.rsqrt(var + p[0]), p[1])
    x, gamma, beta = leaf(x), leaf(gamma), leaf(torch.zeros_like(gamma))
    y = F.batch_norm(channels_first(x), mean, var, gamma, beta, False, 0.0, p[0])
    return grads(y, channels_first(dy), x, gamma, beta)


def unit_rows(x, epsilon):
    return x / torch.sqrt(torch.linalg.vector_norm(x, dim=-1, keepdim=True) ** 2 + epsilon)


def l2_normalize(i, p, dims):
    return [unit_rows(i[0], p[0])]


def l2_normalize_grad(i, p, dims):
    x = leaf(i[0])
    return grads(unit_rows(x, p[0]), i[1], x)


# ---- classification ----------------------------------------------------------------------------------------------------


def softmax(i, p, dims):
    return [F.softmax(i[0], -1)]


def softmax_grad(i, p, dims):
    y, dy = i
    return [torch._softmax_backward_data(dy, y, -1, torch.float64)]


def softmax_xent(i, p, dims):
    logits, labels = i
    loss = F.cross_entropy(logits, labels, ignore_index=-1, label_smoothing=p[0])
    if bool((labels == -1).all()):
        loss = torch.zeros((), dtype=torch.float64)
    return [loss.reshape(1), F.softmax(logits, -1)]


def softmax_xent_grad(i, p, dims):
    """Autograd from logits log(probs), whose softmax is the probabilities given (rows scaled to one). Linear in probs, so
    rows that do not sum to one get back the difference."""
    probs, labels, dloss = i
    if bool((probs <= 0).any()):
        return [None]
    unit = probs / probs.sum(-1, keepdim=True)
    logits = leaf(torch.log(unit))
    loss = F.cross_entropy(logits, labels, ignore_index=-1, label_smoothing=p[0])
    kept = (labels != -1).unsqueeze(-1)
    if not bool(kept.any()):
        return [torch.zeros_like(probs)]
    (dx,) = grads(loss, dloss.reshape(()), logits)
    return [dx + kept * dloss * (probs - unit) / kept.sum()]


def sigmoid_loss(logits, labels):
    known = labels >= 0
    if not bool(known.any()):
        return 0 * logits.sum()
    return F.binary_cross_entropy_with_logits(logits[known], labels[known])


def sigmoid_xent(i, p, dims):
    return [sigmoid_loss(*i).reshape(1)]


def sigmoid_xent_grad(i, p, dims):
    logits = leaf(i[0])
    return grads(sigmoid_loss(logits, i[1]), i[2].reshape(()), logits)


def one_hot(i, p, dims):
    rows = F.one_hot(i[0].clamp(min=0), dims[0][1]).to(torch.float64)
    return [rows * (i[0] >= 0).unsqueeze(-1)]


def correct_count(i, p, dims):
    return [(torch.argmax(i[0], -1) == i[1]).sum().to(torch.float64).reshape(1)]


# ---- shape and reduction -----------------------------------------------------------------------------------------------


def concat(i, p, dims):
    return [torch.cat(i, p[0])]


def transpose(i, p, dims):
    return [i[0].permute(p[: i[0].dim()]).contiguous()]


def window(x, start, size):
    for axis, (s, n) in enumerate(zip(start, size)):
        x = x.narrow(axis, s, n)
    return x


def slice_(i, p, dims):
    return [window(i[0], p, dims[0])]


def slice_grad(i, p, dims):
    x = leaf(torch.zeros(dims[0], dtype=torch.float64))
    return grads(window(x, p, i[0].shape), i[0], x)


def reduce(i, p, dims):
    axes = [a for a in range(i[0].dim()) if p[1] >> a & 1]
    if not axes:
        return [i[0]]
    return [(torch.mean if p[0] == 1 else torch.sum)(i[0], axes, keepdim=True)]


def broadcast(i, p, dims):
    return [p[0] * i[0].expand(dims[0])]


def sum_squares(i, p, dims):
    return [torch.linalg.vector_norm(i[0]).square().reshape(1)]


# ---- matrices of many rows ----------------------------------------------------------------------------------------------


def stored_rows(stored, storage, features):
    """Rows of floats, or 1: of bf16, 2: of f16, two in an integer."""
    return stored if storage == 0 else unpack16([stored], [storage - 1], [(len(stored), features)])[0]


def pls_pass(i, p, dims):
    rows, weights, offset, member, sums = i
    rows = stored_rows(rows, p[0], sums.shape[1])
    scores = member * (F.linear(rows, weights) - offset)
    return [scores, torch.addmm(sums, scores.t(), rows)]


def row_products(i, p, dims):
    rows, factors, sums = i
    rows = stored_rows(rows, p[0], sums.shape[1])
    return [torch.addmm(sums, factors.t(), rows)]


def pls_deflate(i, p, dims):
    rows, scores, loadings, factors, sums = i
    rows = torch.addmm(rows, scores, loadings, alpha=-1)
    return [rows, torch.addmm(sums, factors.t(), rows)]


def gram(i, p, dims):
    rows = stored_rows(i[0], p[0], 2 * i[0].shape[1])
    return [torch.mm(rows, rows.t())]


def unpack16(i, p, dims):
    halves = i[0].to(torch.int32).view(torch.bfloat16 if p[0] == 0 else torch.float16)
    return [halves[:, : dims[0][1]].to(torch.float64)]


def cast(i, p, dims):
    return [i[0].to(torch.float32).to(torch.bfloat16).to(torch.float64)]


# ---- optimiser and ECLoss ----------------------------------------------------------------------------------------------


def loss_scale(i, p, dims):
    """Of finite gradients, by torch's rule (torch.amp.GradScaler): doubled after so many good steps."""
    scale, good, _ = i
    last = p[0] > 0 and float(good) + 1 >= p[0]
    count = good if p[0] == 0 else torch.zeros_like(good) if last else good + 1
    return [1 / scale, scale * 2 if last else scale, count]


def sgd(i, p, dims):
    parameter, gradient, velocity, lr, *factor = i
    momentum, decay, nesterov = p
    if nesterov and momentum == 0:
        return [None, None]  # PyTorch refuses it
    parameter = parameter.clone()
    optimiser = torch.optim.SGD([parameter], float(lr), momentum, 0.0, decay, nesterov=bool(nesterov))
    optimiser.state[parameter]["momentum_buffer"] = velocity.clone()
    parameter.grad = gradient * factor[0] if factor else gradient.clone()
    optimiser.step()
    # Without momentum PyTorch keeps no velocity.
    return [parameter, optimiser.state[parameter]["momentum_buffer"] if momentum else None]


def ecloss_terms(x, templates, normalise):
    """log p [M, T] of all N·C maps, in the order n, c."""
    n, h, w, c = x.shape
    maps = nchw(x).reshape(n * c, h * w)
    if normalise:
        maps = maps / (maps.detach().square().mean(1, keepdim=True).sqrt() + 1e-12)
    return F.log_softmax(maps @ templates.t(), 1)


def ecloss_mutual_information(x, templates, p):
    """MI_lambda and log of the marginal, by the plain formulas of docs/ops.md."""
    lam, per_channel, normalise = p[:3]  # the orbits change nothing
    n, _, _, c = x.shape
    logp = ecloss_terms(x, templates, normalise)
    t = logp.shape[1]
    uniform = torch.full_like(logp, 1.0 / t)
    confident = F.kl_div(torch.log(uniform), logp, reduction="none", log_target=True).sum(1).mean()
    groups = logp.exp().reshape(n, c, t)
    marginal = groups.mean(0) if per_channel else groups.mean((0, 1)).reshape(1, t)
    diverse = torch.special.xlogy(marginal, marginal * t).sum(1).mean()
    return confident - lam * diverse, torch.log(marginal + 1e-30)


def ecloss(i, p, dims):
    mi, log_marginal = ecloss_mutual_information(i[0], i[1], p)
    return [(-mi).reshape(1), log_marginal.reshape(dims[1])]


def ecloss_grad(i, p, dims):
    """The marginal is an input here and may be any numbers. dMI/dz = p (g - sum p g)/M with g = log p - lambda L is what autograd
    makes of mean_m sum_t p (log p - lambda L) with L held fixed; with the true marginal it is the exact gradient of MI_lambda,
    which ecloss_grad_is_exact() checks."""
    x, templates, log_marginal, dloss = i
    lam, per_channel, normalise = p[:3]  # the orbits change nothing
    n, _, _, c = x.shape
    x = leaf(x)
    logp = ecloss_terms(x, templates, normalise)
    fixed = log_marginal.reshape(-1, logp.shape[1])
    fixed = fixed.repeat(n, 1) if per_channel else fixed
    mi = (logp.exp() * (logp - lam * fixed)).sum(1).mean()
    return grads(-mi * dloss.reshape(()), None, x)


def ecloss_with_grad(i, p, dims):
    x, templates, dloss = i
    loss, log_marginal = ecloss([x, templates], p, dims)
    return [loss, log_marginal, *ecloss_grad([x, templates, log_marginal, dloss], p, dims[2:])]


def ecloss_grad_is_exact(i, p):
    x = leaf(i[0])
    mi, log_marginal = ecloss_mutual_information(x, i[1], p)
    (exact,) = grads(-mi, None, x)
    (ours,) = ecloss_grad([i[0], i[1], log_marginal.detach(), torch.ones(1, dtype=torch.float64)], p, None)
    return torch.allclose(exact, ours, rtol=1e-9, atol=1e-15)


# Ops that PyTorch cannot judge: a copy is a copy, and the dropout mask is our own counter hash.
WITHOUT_ORACLE = {"copy", "dropout"}
ORACLES = {
    "slice": slice_,
    **{
        f.__name__: f
        for f in [
            fill, conv2d, conv2d_grad_data, conv2d_grad_weights, matmul, bias_add, relu, relu_grad, max_pool2d, max_pool2d_grad,
            avg_pool2d, avg_pool2d_grad, batch_norm_train, batch_norm_train_grad, batch_norm_infer, batch_norm_infer_grad,
            softmax, softmax_grad, softmax_xent, softmax_xent_grad, binary, unary, concat, slice_grad, reduce, broadcast,
            sum_squares, l2_normalize, l2_normalize_grad, resize_bilinear, resize_bilinear_grad, correct_count, sgd, ecloss,
            ecloss_grad, prelu, prelu_grad, unary_grad, transpose, one_hot, sigmoid_xent, sigmoid_xent_grad,
            pls_pass, row_products, pls_deflate, gram, unpack16,
            ecloss_with_grad, cast, loss_scale,
            batch_norm_moments, batch_norm_statistics, batch_norm_grad_sums, batch_norm_grad_apply,
        ]
    },
}  # fmt: skip
