"""ONNX Runtime alone: the model `slow` in a loop, on one thread.

    alone.py calibrate MILLISECONDS   the trips with which a run takes about so long
    alone.py run TRIPS SECONDS        the runs a second

Each prints one line of JSON.
"""

import json
import statistics
import sys
import time

import numpy as np

from sessions import session

MODEL = session("slow")
X = np.full((1, 128), 0.5, dtype=np.float32)


def run(trips):
    """Makes one run; gives the seconds that it took."""
    start = time.perf_counter()
    MODEL.run(None, {"x": X, "trips": np.array([trips], dtype=np.int64)})
    return time.perf_counter() - start


def calibrate(seconds):
    """Finds the trips by two guesses: the cost grows in proportion."""
    trips = 1000
    for _ in range(3):
        trips = max(1, round(trips * seconds / statistics.median(run(trips) for _ in range(7))))
    return trips


def rate(trips, seconds):
    """Runs for so many seconds."""
    run(trips)
    start, count = time.perf_counter(), 0
    while (passed := time.perf_counter() - start) < seconds:
        run(trips)
        count += 1
    return {"requests": count, "seconds": passed}


if __name__ == "__main__":
    if sys.argv[1] == "calibrate":
        print(json.dumps({"trips": calibrate(float(sys.argv[2]) / 1000)}))
    else:
        print(json.dumps(rate(int(sys.argv[2]), float(sys.argv[3]))))
