"""Makes two_sample.json: what other libraries say of samples that TwoSample/ and Multivariate/ are tested on.

Made with Python 3.11.7 and, pinned:
    pip install scipy==1.17.1 evidently==0.7.23 nannyml==0.13.1 numpy==2.4.6 pandas==2.3.3 scikit-learn==1.9.1 statsmodels==0.15.0
Run: PYTHONHASHSEED=0 python two_sample.py > two_sample.json
(the order of Evidently's sets, and so the last digits of its sums, depend on it)
Seeds: NumPy's default_rng(5) for stored samples; the seeds of Seeded for those that both languages compute.
"""

import json
import logging
import math
import sys
import warnings

import numpy as np
import pandas as pd
import scipy
from evidently.legacy.calculations import stattests
from evidently.legacy.calculations.stattests.tvd_stattest import _total_variation_distance
from evidently.legacy.core import ColumnType
from evidently.legacy.metrics.data_drift.embedding_drift_methods import MMD2u, mmd
from nannyml import DataReconstructionDriftCalculator
from nannyml.chunk import DefaultChunker
from nannyml.drift.univariate import methods
from nannyml.thresholds import StandardDeviationThreshold
from scipy import special, stats
from scipy.stats.contingency import association
from sklearn.metrics import pairwise_kernels
from sklearn.preprocessing import StandardScaler
from statsmodels.stats.multitest import multipletests

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
METHODS = {"automatic": "auto", "exact": "exact", "asymptotic": "asymptotic"}


class Seeded:
    """A linear congruential generator of numbers in [0, 1), the same in Swift."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 11) / 2**53

    def numbers(self, count):
        return np.array([self.next() for _ in range(count)])


def clean(value):
    """A number for JSON: neither NaN nor infinite."""
    value = float(value)
    return value if math.isfinite(value) else None


def attempt(function):
    try:
        result = function()
    except (ValueError, ZeroDivisionError, FloatingPointError, IndexError):
        return None
    if result is None:
        return None
    if isinstance(result, (float, int, np.floating)):
        return clean(result)
    if hasattr(result, "pvalue"):
        return [clean(result.statistic), clean(result.pvalue)]
    return [clean(result[0]), clean(result[1])]


def evidently(test, reference, current, kind):
    return attempt(lambda: test(reference.copy(), current.copy(), kind, None).drift_score)


def nannyml(method, reference, current):
    def run():
        instance = method(chunker=DefaultChunker(), threshold=StandardDeviationThreshold())
        instance._fit(reference.copy())
        return instance._calculate(current.copy())

    return attempt(run)


def of_numbers(a, b):
    a, b = pd.Series(a, dtype=float).dropna(), pd.Series(b, dtype=float).dropna()
    kind = ColumnType.Numerical
    x, y = a.to_numpy(), b.to_numpy()
    big = max(len(x), len(y))
    said = {}
    for name, method in METHODS.items():
        if name != "exact" or big <= 600:
            said[f"ks-{name}"] = attempt(lambda: stats.ks_2samp(x, y, method=method[:5]))
        if name != "exact" or big <= 20:
            said[f"cvm-{name}"] = attempt(lambda: stats.cramervonmises_2samp(x, y, method=method))
        for side in ["two-sided", "less", "greater"]:
            if name != "exact" or big <= 60:
                said[f"mw-{name}-{side}"] = attempt(lambda: stats.mannwhitneyu(x, y, alternative=side, method=method))
    said["mw-uncorrected"] = attempt(lambda: stats.mannwhitneyu(x, y, method="asymptotic", use_continuity=False))

    def anderson():
        result = stats.anderson_ksamp([x, y], variant="midrank")
        return result.statistic, result.pvalue

    said["anderson"] = attempt(anderson)
    said["wasserstein"] = attempt(lambda: stats.wasserstein_distance(x, y))
    said["energy"] = attempt(lambda: stats.energy_distance(x, y))
    said["evidently-anderson"] = evidently(stattests.anderson_darling_test, a, b, kind)
    said["evidently-wasserstein"] = evidently(stattests.wasserstein_stat_test, a, b, kind)
    said["evidently-psi"] = evidently(stattests.psi_stat_test, a, b, kind)
    said["evidently-kl"] = evidently(stattests.kl_div_stat_test, a, b, kind)
    said["evidently-js"] = evidently(stattests.jensenshannon_stat_test, a, b, kind)
    said["evidently-hellinger"] = evidently(stattests.hellinger_stat_test, a, b, kind)
    said["nannyml-js"] = nannyml(methods.ContinuousJensenShannonDistance, a, b)
    said["nannyml-hellinger"] = nannyml(methods.ContinuousHellingerDistance, a, b)
    return {key: value for key, value in said.items() if value is not None}


def stored(name, a, b):
    a, b = [[None if np.isnan(v) else round(float(v), 5) for v in side] for side in (a, b)]
    return {"name": name, "a": a, "b": b, "said": of_numbers(a, b)}


def computed(name, seed, counts, scale, shift, levels):
    source = Seeded(seed)
    a, b = source.numbers(counts[0]), source.numbers(counts[1]) * scale + shift
    if levels > 0:
        a, b = np.floor(a * levels), np.floor(b * levels)
    recipe = {"seed": seed, "countA": counts[0], "countB": counts[1], "scale": scale, "shift": shift, "levels": levels}
    return {"name": name, "recipe": recipe, "said": of_numbers(a, b)}


def numbers():
    draw = np.random.default_rng(5)
    nan = float("nan")
    whole = lambda low, high, count: draw.integers(low, high, count).astype(float)
    yield stored("one against one", [1.0], [2.0])
    yield stored("one against five", [0.3], [1.0, 2.0, 0.1, 0.2, 0.25])
    yield stored("two against three", [1.0, 4.0], [2.0, 3.0, 5.0])
    yield stored("equal sizes, tiny", [1.0, 2.0, 3.0], [1.5, 2.5, 7.0])
    yield stored("a copy", draw.normal(size=40), [])
    yield stored("disjoint", draw.uniform(0, 1, 30), draw.uniform(5, 6, 25))
    yield stored("equal constants", [3.0] * 12, [3.0] * 9)
    yield stored("different constants", [3.0] * 12, [4.0] * 9)
    yield stored("a constant against numbers", [0.5] * 30, draw.uniform(0, 1, 40))
    yield stored("few levels", whole(0, 5, 40), whole(0, 4, 35))
    yield stored("whole numbers", whole(0, 60, 80), whole(5, 70, 95))
    yield stored("missing values", [1.0, nan, 2.5, nan, 0.1, 7.0], [nan, 3.0, 0.2, 0.3, nan, nan, 4.0])
    yield stored("normal, alike", draw.normal(size=50), draw.normal(size=64))
    yield stored("normal, shifted", draw.normal(size=64), draw.normal(0.8, 1, 64))
    yield stored("normal, wider", draw.normal(size=90), draw.normal(0, 3, 70))
    yield stored("heavy tails", draw.standard_cauchy(70), draw.standard_cauchy(60) * 2)
    yield stored("skewed", draw.exponential(1, 130), draw.exponential(1.4, 110))
    yield stored("twenty against twenty", draw.normal(size=20), draw.normal(0.5, 1, 20))
    yield stored("nineteen against seventeen", draw.normal(size=19), draw.normal(0.2, 1, 17))
    yield stored("twenty with ties", whole(0, 9, 20), whole(0, 9, 18))
    yield stored("eight against thirty", draw.normal(size=8), draw.normal(0.4, 1, 30))
    yield stored("many against three", draw.normal(size=300), draw.normal(1, 1, 3))
    yield stored("far from zero", draw.normal(1e5, 3, 40), draw.normal(1e5 + 1, 3, 40))
    yield computed("5000 against 4000", 11, (5000, 4000), 0.98, 0.012, 0)
    yield computed("9000 against 9000", 12, (9000, 9000), 1.0, 0.0, 0)
    yield computed("12000 against 30", 13, (12000, 30), 0.7, 0.1, 0)
    yield computed("30000 against 20000", 14, (30000, 20000), 0.99, 0.01, 0)
    yield computed("30000 against 20000, alike", 15, (30000, 20000), 1.0, 0.0, 0)
    yield computed("15000 levels", 16, (15000, 12000), 1.0, 0.01, 50)
    yield computed("300 against 200 on 100 levels", 17, (300, 200), 0.8, 0.1, 100)


def of_categories(a, b):
    names = [f"c{i}" for i in range(len(a))]
    x, y = [pd.Series(np.repeat(names, counts)) for counts in (a, b)]
    table = np.array([a, b])[:, (np.array(a) + np.array(b)) > 0]
    kind = ColumnType.Categorical
    f_obs, f_exp = np.array(b, float), np.array(a, float) * (sum(b) / sum(a))
    keep = (f_obs + f_exp) > 0
    f_obs, f_exp = f_obs[keep], f_exp[keep]
    said = {
        "chi": attempt(lambda: stats.chi2_contingency(table)[:2]),
        "chi-uncorrected": attempt(lambda: stats.chi2_contingency(table, correction=False)[:2]),
        "g": attempt(lambda: stats.chi2_contingency(table, lambda_="log-likelihood")[:2]),
        "fit": attempt(lambda: stats.chisquare(f_obs, f_exp)),
        "g-fit": attempt(lambda: stats.power_divergence(f_obs, f_exp, lambda_="log-likelihood")),
        "cramers-v": attempt(lambda: association(table, method="cramer")) if table.shape[1] > 1 else None,
        "evidently-chi": evidently(stattests.chi_stat_test, x, y, kind),
        "evidently-g": evidently(stattests.g_test, x, y, kind) if sum(a) == sum(b) else None,
        "evidently-psi": evidently(stattests.psi_stat_test, x, y, kind),
        "evidently-kl": evidently(stattests.kl_div_stat_test, x, y, kind),
        "evidently-js": evidently(stattests.jensenshannon_stat_test, x, y, kind),
        "evidently-hellinger": evidently(stattests.hellinger_stat_test, x, y, kind),
        "evidently-tvd": attempt(lambda: _total_variation_distance(x, y)),
        "nannyml-js": nannyml(methods.CategoricalJensenShannonDistance, x, y),
        "nannyml-hellinger": nannyml(methods.CategoricalHellingerDistance, x, y),
        "nannyml-l-infinity": nannyml(methods.LInfinityDistance, x, y),
    }
    return {"a": a, "b": b, "said": {key: value for key, value in said.items() if value is not None}}


def categories():
    draw = np.random.default_rng(6)
    yield of_categories([30, 20, 50], [25, 30, 45])
    yield of_categories([300, 700], [270, 730])
    yield of_categories([3, 7], [7, 3])
    yield of_categories([10], [7])
    yield of_categories([5, 0, 12], [0, 9, 8])
    yield of_categories([40, 0], [0, 25])
    yield of_categories([40, 3, 0, 7], [35, 0, 0, 15])
    yield of_categories([99999, 1, 50], [100000, 0, 49])
    yield of_categories([20, 30, 50], [20, 30, 50])
    yield of_categories([1, 1], [1, 2])
    yield of_categories(draw.multinomial(5000, [0.02] * 50).tolist(), draw.multinomial(4000, [0.02] * 50).tolist())
    yield of_categories(draw.multinomial(200, [0.1] * 10).tolist(), draw.multinomial(200, [0.1] * 10).tolist())


def distributions():
    kolmogorov = [
        [n, d, float(stats.kstwo.sf(d, n))]
        for n in [1, 2, 5, 10, 30, 100, 140, 141, 200, 500, 1000, 5000, 9999, 10001, 100000, 500000]
        for z in [0.2, 0.4, 0.6, 0.8, 1.0, 1.3, 1.48, 1.49, 1.7, 2.0, 2.5, 3.5]
        for d in [z / math.sqrt(n)]
    ]
    return {
        "kolmogorov": kolmogorov,
        "kolmogorovLimit": [[z, float(stats.kstwobign.sf(z))] for z in [0.05, 0.3, 0.7, 0.99, 1.01, 1.36, 2.0, 3.0]],
        "chi": [
            [x, k, float(stats.chi2.sf(x, k)), float(stats.chi2.cdf(x, k))]
            for k in [1, 2, 3, 10, 99, 2000]
            for x in [0.01, 0.5, k * 0.9, k * 1.0, k * 1.1 + 3, k * 2.0, k * 1.5 + 60]
        ],
        "normal": [[z, float(stats.norm.cdf(z))] for z in [-9.0, -3.1, -1.0, 0.0, 0.4, 2.0, 5.0]],
        "normalQuantile": [
            [p, float(stats.norm.ppf(p))] for p in [1e-12, 1e-4, 0.025, 0.2, 0.5, 0.7, 0.975, 0.9999]
        ],
        "student": [
            [t, n, float(stats.t.cdf(t, n))] for n in [1.0, 2.0, 4.5, 30.0, 1000.0] for t in [-40.0, -2.5, -0.1, 0.0, 1.0, 6.0]
        ],
        "beta": [
            [x, a, b, float(special.betainc(a, b, x))]
            for a, b in [(0.5, 0.5), (1, 3), (20, 2), (300, 400)]
            for x in [0.001, 0.1, 0.43, 0.7, 0.999]
        ],
    }


def several_samples():
    draw = np.random.default_rng(7)
    for sizes in [(30, 25, 20), (5, 6, 7, 8)]:
        samples = [np.round(draw.normal(i * 0.3, 1, size), 1) for i, size in enumerate(sizes)]
        result = stats.anderson_ksamp(samples, variant="midrank")
        yield {"samples": [s.tolist() for s in samples], "said": [float(result.statistic), float(result.pvalue)]}


def embeddings():
    for seed, shift in [(21, 0.0), (22, 0.3)]:
        source = Seeded(seed)
        a, b = source.numbers(40 * 5).reshape(40, 5), source.numbers(30 * 5).reshape(30, 5) + shift
        cut = mmd()(pd.DataFrame(b), pd.DataFrame(a))[0]
        gamma = 1 / np.median(scipy.spatial.distance.cdist(a, b)) ** 2
        kernel = pairwise_kernels(np.vstack([a, b]), metric="rbf", gamma=gamma)
        unbiased = MMD2u(kernel, 40, 30)
        assert abs(max(unbiased, 0) - cut) < 1e-12
        biased = kernel[:40, :40].mean() + kernel[40:, 40:].mean() - 2 * kernel[:40, 40:].mean()
        yield {"seed": seed, "shift": shift, "gamma": gamma, "unbiased": float(unbiased), "biased": float(biased)}


def mixed(source, rows, columns, twist):
    """Correlated columns: a constant one, and one with missing values."""
    raw = source.numbers(rows * columns).reshape(rows, columns)
    data = raw.copy()
    for j in range(1, columns):
        data[:, j] = raw[:, j] + 0.8 * raw[:, j - 1] + (0.3 - twist) * raw[:, 0]
    data[:, 2] = 4.0
    data[::7, 1] = np.nan
    return data


def reconstruction():
    for seed, columns, twist, chunk in [(31, 8, 0.5, 100), (32, 40, 0.0, 150)]:
        source = Seeded(seed)
        names = [f"x{i}" for i in range(columns)]
        reference = pd.DataFrame(mixed(source, 600, columns, 0.0), columns=names)
        current = pd.DataFrame(mixed(source, 350, columns, twist), columns=names)
        calculator = DataReconstructionDriftCalculator(column_names=names, chunk_size=chunk)
        calculator.fit(reference.copy())
        said = calculator.calculate(current.copy()).to_df()
        errors = said[("reconstruction_error", "value")].to_numpy()
        parts = said[("chunk", "period")].to_numpy() == "reference"
        scaled = StandardScaler().fit_transform(reference.fillna(reference.mean()))
        eigenvalues = np.linalg.eigvalsh(np.cov(scaled.T))[::-1]
        yield {
            "seed": seed, "columns": columns, "twist": twist, "chunk": chunk,
            "components": int(calculator._pca.n_components_),
            "eigenvalues": [float(v) for v in eigenvalues],
            "reference": [float(v) for v in errors[parts]], "current": [float(v) for v in errors[~parts]],
            "lower": calculator.lower_threshold_value, "upper": calculator.upper_threshold_value,
        }  # fmt: skip


def main():
    cases = list(numbers())
    copied = next(case for case in cases if case["name"] == "a copy")
    copied["b"] = copied["a"][::-1]
    copied["said"] = of_numbers(copied["a"], copied["b"])
    p_values = [0.01, 0.04, 0.03, 0.005, 0.2, 0.9, 0.03, 1.0, 0.0, 0.0499]
    made = {
        "numbers": cases,
        "categories": list(categories()),
        "distributions": distributions(),
        "severalSamples": list(several_samples()),
        "embeddings": list(embeddings()),
        "reconstruction": list(reconstruction()),
        "corrections": {
            "pValues": p_values,
            "benjaminiHochberg": [float(p) for p in stats.false_discovery_control(p_values)],
            "holm": [float(p) for p in multipletests(p_values, method="holm")[1]],
        },
    }
    json.dump(made, sys.stdout, separators=(",", ":"))


if __name__ == "__main__":
    main()
