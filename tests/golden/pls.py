"""Small regressions by partial least squares, and what scikit-learn answers to them."""

import numpy as np
from sklearn.cross_decomposition import PLSRegression
from sklearn.datasets import load_linnerud
from sklearn.model_selection import LeaveOneOut, cross_val_predict

from opcases import fill

TEST_ROWS = 10


def run():
    """problem/what -> float64 values; rows of weights, rotations and loadings are components."""
    golden = {}
    for name, (x, y, components) in problems().items():
        train, test = slice(TEST_ROWS, None), slice(None, TEST_ROWS)
        golden |= {f"{name}/x": x, f"{name}/y": y}
        for scaling in ("centre", "autoscale"):
            pls = _pls(components, scaling).fit(x[train], y[train])
            spread = pls._x_std
            answer = {
                "weights": pls.x_weights_.T,
                "rotations": (pls.x_rotations_ / spread[:, None]).T,
                "loadings": pls.x_loadings_.T,
                "target_loadings": (pls.y_loadings_ * pls._y_std[:, None]).T,
                "scores": pls.x_scores_.T,
                "vip": _vip(pls, pls.x_weights_),
                "vip_of_rotations": _vip(pls, pls.x_rotations_),
                "features_explained": _features_explained(pls, x[train]),
                "predictions": pls.predict(x[test]).reshape(TEST_ROWS, -1),
            }
            if y.shape[1] == 1:
                answer["rmsep"] = _rmsep(x[train], y[train], components, scaling)
            golden |= {f"{name}/{scaling}/{key}": value for key, value in answer.items()}
    exercise = load_linnerud()
    golden |= {"exercise/x": exercise.data, "exercise/y": exercise.target}
    return {key: np.ascontiguousarray(value, "<f8") for key, value in golden.items()}


def problems():
    """Name: features, target columns, components."""
    linnerud = load_linnerud()
    return {
        "spectra": (*_spectra(36, 121), 5),
        "units": (*_units(34, 300), 6),
        "linnerud": (linnerud.data.astype(np.float32).astype(float), _standardised(linnerud.target.astype(float)), 2),
        "classes": (*_classes(40, 90), 4),
    }


def _standardised(y):
    """scikit-learn scales several columns with the features, Facet never does; these are of unit deviation already."""
    return y / y[TEST_ROWS:].std(axis=0, ddof=1)


def _spectra(samples, channels):
    """Absorption of mixtures of four substances over a sloping ground, and the share of one of them."""
    axis = np.linspace(0, 1, channels)
    shares = fill("pls/spectra/shares", (samples, 4), "positive")
    peaks = np.stack([np.exp(-(((axis - 0.15 - 0.23 * i) / (0.05 + 0.02 * i)) ** 2)) for i in range(4)])
    ground = fill("pls/spectra/ground", (samples, 2), "positive") @ np.stack([np.ones(channels), axis])
    x = shares @ peaks + 0.3 * ground + 0.01 * fill("pls/spectra/noise", (samples, channels), "signed")
    y = 3 * shares[:, :1] - shares[:, 1:2] + 0.05 * fill("pls/spectra/error", (samples, 1), "signed")
    return x.astype(np.float32).astype(float), y


def _units(samples, units):
    """Rectified units, some of them dead, some always on, and an attribute of two values."""
    hidden = fill("pls/units/hidden", (samples, 5), "signed")
    x = np.maximum(hidden @ fill("pls/units/mix", (5, units), "signed") + 0.5 * fill("pls/units/noise", (samples, units), "signed"), 0)
    x[:, ::50] = 0
    x[:, 7] = 2.5
    y = (hidden[:, :1] + 0.5 * hidden[:, 1:2] > 0).astype(float)
    return x.astype(np.float32).astype(float), y


def _classes(samples, units):
    x, _ = _units(samples, units)
    return x, _standardised(np.eye(3)[np.digitize(x[:, 1] - x[:, 2], (-0.15, 0.15))])


def _pls(components, scaling):
    return PLSRegression(components, scale=scaling == "autoscale", max_iter=10000, tol=1e-14)


def _vip(pls, directions):
    explained = (pls.y_loadings_**2).sum(0) * (pls.x_scores_**2).sum(0)
    unit = directions / np.linalg.norm(directions, axis=0)
    return np.sqrt(len(unit) * (unit**2 @ explained) / explained.sum())


def _features_explained(pls, x):
    """Share of the scaled features' squares that the first 1, 2, ... components explain together."""
    scaled = (x - x.mean(0)) / pls._x_std
    return np.cumsum((pls.x_scores_**2).sum(0) * (pls.x_loadings_**2).sum(0)) / (scaled**2).sum()


def _rmsep(x, y, components, scaling):
    mean = cross_val_predict(_Mean(), x, y, cv=LeaveOneOut())
    predictions = [mean] + [cross_val_predict(_pls(a, scaling), x, y, cv=LeaveOneOut()) for a in range(1, components + 1)]
    return np.array([np.sqrt(np.mean((p.reshape(y.shape) - y) ** 2)) for p in predictions])


class _Mean:
    """Predicts the mean of what it was fitted to: no component."""

    def get_params(self, deep=False):
        return {}

    def fit(self, x, y):
        self.mean = y.mean(0)
        return self

    def predict(self, x):
        return np.broadcast_to(self.mean, (len(x), len(self.mean)))
