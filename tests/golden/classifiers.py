"""Small classification and regression problems, and what scikit-learn and SciPy answer to them."""

import numpy as np
from scipy.stats import multivariate_normal, pearsonr, spearmanr
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, balanced_accuracy_score, r2_score, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from opcases import fill

# Name: features, samples of each class to fit on, how far apart the classes are.
PROBLEMS = {"single": (1, (30, 20), 1.0), "two": (3, (40, 25), 0.6), "three": (5, (30, 45, 20), 0.7)}
TEST_SAMPLES = 60
SHRINKAGE = 0.2
RIDGE = 1.0


def run():
    """problem/what -> float64 values."""
    golden = {}
    for name, (features, counts, distance) in PROBLEMS.items():
        y = np.repeat(np.arange(len(counts)), counts)
        test_y = np.arange(TEST_SAMPLES) % 7 % len(counts)
        x = _samples(f"classifiers/{name}/train", y, features, distance)
        test_x = _samples(f"classifiers/{name}/test", test_y, features, distance)
        golden |= {f"{name}/x": x, f"{name}/y": y, f"{name}/test_x": test_x, f"{name}/test_y": test_y}
        for priors in ("equal", "empirical"):
            for method, answer in _log_posteriors(x, y, test_x, priors).items():
                golden[f"{name}/{method}/{priors}"] = answer
                for metric, value in _class_metrics(test_y, answer).items():
                    golden[f"{name}/{method}/{priors}/{metric}"] = np.array([value])
        golden |= {f"{name}/{key}": value for key, value in _regression(name, x, test_x).items()}
    return {key: np.ascontiguousarray(value, "<f8") for key, value in golden.items()}


def _samples(key, y, features, distance):
    """Skewed, correlated clouds, each class with a spread and a place of its own."""
    noise = sum(fill(f"{key}/noise{i}", (len(y), features), "signed") for i in range(3))
    noise = noise + 0.3 * noise[:, :1] ** 2
    places = fill(f"classifiers/places{features}", (8, features), "signed")
    return noise * (1 + 0.5 * y[:, None]) + distance * places[y] * features + 3


def _log_posteriors(x, y, test_x, priors):
    counts = np.bincount(y)
    prior = np.full(len(counts), 1 / len(counts)) if priors == "equal" else counts / counts.sum()
    weight = "balanced" if priors == "equal" else None
    logistic = LogisticRegression(C=1 / RIDGE, class_weight=weight, solver="newton-cg", tol=1e-8, max_iter=1000)
    return {
        "qda": QuadraticDiscriminantAnalysis(priors=prior).fit(x, y).predict_log_proba(test_x),
        "qda_shrunk": _shrunk_qda(x, y, test_x, prior),
        "lda": LinearDiscriminantAnalysis(priors=prior).fit(x, y).predict_log_proba(test_x),
        "logistic": make_pipeline(StandardScaler(), logistic).fit(x, y).predict_log_proba(test_x),
    }


def _shrunk_qda(x, y, test_x, prior):
    """scikit-learn shrinks towards the unit matrix, Facet towards the class's mean variance."""
    joint = []
    for k, p in enumerate(prior):
        cov = np.atleast_2d(np.cov(x[y == k], rowvar=False))
        cov = (1 - SHRINKAGE) * cov + SHRINKAGE * np.trace(cov) / len(cov) * np.eye(len(cov))
        joint.append(multivariate_normal(x[y == k].mean(0), cov).logpdf(test_x) + np.log(p))
    joint = np.stack(joint, 1)
    return joint - np.logaddexp.reduce(joint, 1, keepdims=True)


def _class_metrics(y, log_posteriors):
    predicted = log_posteriors.argmax(1)
    # Rounded, so that there are ties for the AUC.
    p = np.exp(log_posteriors).round(1)
    auc = [roc_auc_score(y == k, p[:, k]) for k in range(1 if p.shape[1] == 2 else 0, p.shape[1])]
    return {
        "accuracy": accuracy_score(y, predicted),
        "balanced_accuracy": balanced_accuracy_score(y, predicted),
        "auc_rounded": np.mean(auc),
    }


def _regression(name, x, test_x):
    def targets(samples, key):
        return samples.sum(1) + fill(f"classifiers/{name}/{key}", (len(samples),), "signed")

    y, test_y = targets(x, "target"), targets(test_x, "test_target")
    predicted = make_pipeline(StandardScaler(), Ridge(alpha=RIDGE)).fit(x, y).predict(test_x)
    rounded = predicted.round(0)
    return {
        "target": y,
        "test_target": test_y,
        "ridge": predicted,
        "ridge/r_squared": [r2_score(test_y, predicted)],
        "ridge/pearson": [pearsonr(test_y, predicted)[0]],
        "ridge/spearman_rounded": [spearmanr(test_y, rounded)[0]],
    }
