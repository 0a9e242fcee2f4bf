"""Drift between two tables: makes the tables, has Evidently compare them, and measures any command.

    drift.py make DIRECTORY ROWS     writes reference.csv and current.csv, 20 columns each
    drift.py evidently DIRECTORY     compares them as Evidently's documentation teaches it
    drift.py time COMMAND...         runs a command; prints its wall time and its peak of resident memory
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path


def make(directory, rows):
    """Twelve columns of real numbers, of which three drift, four of counts and four of words."""
    import numpy
    import pandas

    for name, seed, shift in [("reference", 1, 0), ("current", 2, 0.3)]:
        source = numpy.random.default_rng(seed)
        columns = {}
        for index in range(12):
            mean = index + (shift if index % 4 == 0 else 0)
            columns[f"number{index}"] = source.normal(mean, 1 + index / 4, rows).round(6)
        for index in range(4):
            columns[f"count{index}"] = source.poisson(5 + 20 * index, rows)
        for index in range(4):
            columns[f"word{index}"] = source.choice([f"w{word}" for word in range(3 + 5 * index)], rows)
        pandas.DataFrame(columns).to_csv(Path(directory) / f"{name}.csv", index=False)


def evidently(directory):
    import pandas
    from evidently import Dataset, Report
    from evidently.presets import DataDriftPreset

    reference, current = (pandas.read_csv(Path(directory) / f"{name}.csv") for name in ["reference", "current"])
    result = Report([DataDriftPreset()]).run(Dataset.from_pandas(current), Dataset.from_pandas(reference))
    print(json.dumps(result.dict()["metrics"][0]["value"]))


def measure(command):
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    text = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    # Drift is an exit code of its own.
    if os.waitstatus_to_exitcode(status) not in (0, 1) or not text:
        sys.exit(f"{command[0]} ended with {os.waitstatus_to_exitcode(status)}")
    # Linux counts in KiB.
    print(json.dumps({"seconds": seconds, "mebibytes": usage.ru_maxrss / 1024, "drifted": drifted(text)}))


def drifted(text):
    """How many columns drifted, in the words of either."""
    value = json.loads(text)
    return int(value["count"]) if isinstance(value, dict) else sum(bool(column["drifted"]) for column in value)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make", directory, rows]:
            make(directory, int(rows))
        case ["evidently", directory]:
            evidently(directory)
        case ["time", *command]:
            measure(command)
        case _:
            sys.exit(__doc__)
