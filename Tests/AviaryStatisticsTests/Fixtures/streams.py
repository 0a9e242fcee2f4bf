"""Makes streams.json: where river's detectors signal drifts on streams that Detectors/ is tested on.

Made with Python 3.11.7 and, pinned:
    pip install river==0.26.1 numpy==2.4.6 scipy==1.17.1
Run: python streams.py > streams.json
Seeds: those in STREAMS, of the generator Seeded of two_sample.py; those of KSWIN are its parameter.
river has no CUSUM: the reference is Page's of 1954, below.
"""

import json
import math
import sys

import numpy
import river
import scipy
from river import drift


class Seeded:
    """A linear congruential generator of numbers in [0, 1), the same in Swift."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 11) / 2**53


def number(kind, level, scale, source):
    if kind == "bernoulli":
        return 1.0 if source.next() < level else 0.0
    if kind == "normal":  # Nearly: the sum of twelve uniform numbers.
        total = 0.0
        for _ in range(12):
            total += source.next()
        return level + scale * (total - 6)
    if kind == "uniform":
        return level + scale * (source.next() - 0.5)
    if kind == "ties":
        return level + math.floor(source.next() * scale)
    return level


def numbers(stream):
    """Segments of numbers whose level moves in a line from one value to another."""
    source = Seeded(stream["seed"])
    for kind, count, begin, end, scale in stream["segments"]:
        for index in range(count):
            yield number(kind, begin + (end - begin) * index / count, scale, source)


class CUSUM:
    """Page 1954, two-sided, against a target or the running mean."""

    def __init__(self, min_instances=30, delta=0.005, threshold=50.0, target=None, mode="both"):
        self.parameters = (min_instances, delta, threshold, target, mode)
        self.reset()

    def reset(self):
        self.n, self.mean, self.rise, self.fall = 0, 0.0, 0.0, 0.0

    def update(self, x):
        min_instances, delta, threshold, target, mode = self.parameters
        self.n += 1
        self.mean += (1 / self.n) * (x - self.mean)
        deviation = x - (self.mean if target is None else target)
        self.rise = max(0.0, self.rise + deviation - delta)
        self.fall = max(0.0, self.fall - deviation - delta)
        up = mode != "down" and self.rise > threshold
        down = mode != "up" and self.fall > threshold
        self.drift_detected = self.n >= min_instances and (up or down)
        if self.drift_detected:
            self.reset()


BITS = [
    {"name": "bits, none", "seed": 1, "segments": [["bernoulli", 4000, 0.1, 0.1, 0]]},
    {"name": "bits, up", "seed": 2, "segments": [["bernoulli", 1500, 0.1, 0.1, 0], ["bernoulli", 1500, 0.3, 0.3, 0]]},
    {"name": "bits, down", "seed": 3, "segments": [["bernoulli", 1500, 0.4, 0.4, 0], ["bernoulli", 1500, 0.1, 0.1, 0]]},
    {"name": "bits, a little up", "seed": 4, "segments": [["bernoulli", 3000, 0.05, 0.05, 0], ["bernoulli", 3000, 0.1, 0.1, 0]]},
    {"name": "bits, gradual", "seed": 5, "segments": [["bernoulli", 1000, 0.05, 0.05, 0], ["bernoulli", 3000, 0.05, 0.5, 0]]},
    {"name": "bits, there and back", "seed": 6, "segments": [["bernoulli", 700, p, p, 0] for p in (0.2, 0.7, 0.2, 0.9, 0.01)]},
    {"name": "zeros", "seed": 7, "segments": [["constant", 500, 0, 0, 0]]},
    {"name": "ones", "seed": 7, "segments": [["constant", 500, 1, 1, 0]]},
    {"name": "zeros, then ones", "seed": 7, "segments": [["constant", 300, 0, 0, 0], ["constant", 300, 1, 1, 0]]},
    {"name": "nothing", "seed": 8, "segments": []},
    {"name": "one error", "seed": 8, "segments": [["constant", 1, 1, 1, 0]]},
    {"name": "three bits", "seed": 8, "segments": [["bernoulli", 3, 0.5, 0.5, 0]]},
    {"name": "forty bits", "seed": 8, "segments": [["bernoulli", 20, 0, 0, 0], ["bernoulli", 20, 1, 1, 0]]},
]
SHARES = [
    {"name": "shares, up", "seed": 11, "segments": [["uniform", 1500, 0.3, 0.3, 0.4], ["uniform", 1000, 0.5, 0.5, 0.4]]},
    {"name": "shares, gradual", "seed": 12, "segments": [["uniform", 3000, 0.2, 0.7, 0.4]]},
]
NUMBERS = [
    {"name": "normal, none", "seed": 21, "segments": [["normal", 4000, 0, 0, 1]]},
    {"name": "normal, up", "seed": 22, "segments": [["normal", 1200, 0, 0, 1], ["normal", 1200, 1, 1, 1]]},
    {"name": "normal, down", "seed": 23, "segments": [["normal", 1200, 10, 10, 2], ["normal", 1200, 4, 4, 2]]},
    {"name": "normal, wider", "seed": 24, "segments": [["normal", 1200, 0, 0, 1], ["normal", 1200, 0, 0, 4]]},
    {"name": "normal, gradual", "seed": 25, "segments": [["normal", 1000, 0, 0, 1], ["normal", 2500, 0, 5, 1]]},
    {"name": "normal, far from zero", "seed": 26, "segments": [["normal", 900, 1e6, 1e6, 1], ["normal", 900, 1e6 + 3, 1e6 + 3, 1]]},
    {"name": "normal, there and back", "seed": 27, "segments": [["normal", 500, m, m, 1] for m in (0, 3, 0, -3, 0)]},
    {"name": "ties", "seed": 28, "segments": [["ties", 1200, 0, 0, 4], ["ties", 1200, 1, 1, 4]]},
    {"name": "many ties", "seed": 29, "segments": [["ties", 1200, 0, 0, 2], ["ties", 1200, 0, 0, 3]]},
    {"name": "constant, then another", "seed": 30, "segments": [["constant", 400, 5, 5, 0], ["constant", 400, 7, 7, 0]]},
    {"name": "three numbers", "seed": 31, "segments": [["normal", 3, 0, 0, 1]]},
]
EVERY = BITS + SHARES + NUMBERS
SLOW = [s for s in EVERY if s["name"] not in ("bits, a little up", "bits, there and back", "ones")]

DETECTORS = {
    "adwin": (drift.ADWIN, EVERY, [
        {}, {"delta": 0.1}, {"clock": 1}, {"delta": 0.05, "clock": 7, "max_buckets": 2, "min_window_length": 1, "grace_period": 0},
        {"max_buckets": 20, "min_window_length": 40, "grace_period": 300},
    ]),
    "ddm": (drift.binary.DDM, BITS, [
        {}, {"warm_start": 5}, {"warm_start": 100, "warning_threshold": 1.5, "drift_threshold": 2.5},
    ]),
    "eddm": (drift.binary.EDDM, BITS, [{}, {"warm_start": 10}, {"warm_start": 50, "alpha": 0.8, "beta": 0.6}]),
    "hddm-a": (drift.binary.HDDMA, BITS + SHARES, [
        {}, {"two_sided_test": True}, {"drift_confidence": 0.01, "warning_confidence": 0.1, "two_sided_test": True},
    ]),
    "hddm-w": (drift.binary.HDDMW, BITS + SHARES, [
        {}, {"two_sided_test": True}, {"lambda_val": 0.2},
        {"drift_confidence": 0.01, "warning_confidence": 0.1, "lambda_val": 0.01, "two_sided_test": True},
    ]),
    "kswin": (drift.KSWIN, SLOW, [
        {"seed": 0}, {"seed": 42, "alpha": 0.0001}, {"seed": 4294967295, "window_size": 400, "stat_size": 20},
        {"seed": 7, "window_size": 21, "stat_size": 5, "alpha": 0.05},
    ]),
    "page-hinkley": (drift.PageHinkley, EVERY, [
        {}, {"threshold": 10}, {"threshold": 20, "mode": "up"}, {"threshold": 20, "mode": "down", "alpha": 1},
        {"min_instances": 100, "delta": 0.1, "threshold": 5, "alpha": 0.99},
    ]),
    "cusum": (CUSUM, EVERY, [
        {}, {"threshold": 5, "delta": 0.5, "target": 0}, {"threshold": 20, "mode": "up"}, {"threshold": 20, "mode": "down"},
        {"min_instances": 1, "delta": 0.05, "threshold": 3, "target": 0.1, "mode": "up"},
    ]),
}


def runs(indices):
    """Neighbouring indices as pairs of the first and how many."""
    found = []
    for index in indices:
        if found and sum(found[-1]) == index:
            found[-1][1] += 1
        else:
            found.append([index, 1])
    return found


def watch(kind, stream, parameters):
    detector = kind(**parameters)
    drifts, warnings = [], []
    for index, value in enumerate(numbers(stream)):
        detector.update(value)
        if detector.drift_detected:
            drifts.append(index)
        if getattr(detector, "warning_detected", False):
            warnings.append(index)
    return drifts, runs(warnings)


def main():
    cases = []
    for name, (kind, streams, settings) in DETECTORS.items():
        for parameters in settings:
            for stream in streams:
                drifts, warnings = watch(kind, stream, parameters)
                given = {key: str(value).lower() for key, value in parameters.items()}
                cases.append({
                    "detector": name, "parameters": given, "stream": stream["name"], "drifts": drifts, "warnings": warnings,
                })
        print(name, file=sys.stderr)
    versions = {"python": sys.version.split()[0], "river": river.__version__, "numpy": numpy.__version__, "scipy": scipy.__version__}
    print("{")
    print(f'"versions": {json.dumps(versions)},')
    print('"streams": [\n' + ",\n".join(map(json.dumps, EVERY)) + "\n],")
    print('"cases": [\n' + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]}")


if __name__ == "__main__":
    main()
