"""What a detector finds is watched: how many things on a picture, how sure of each, and of which class."""

import pytest
import requests
from conftest import ROOT
from rollout_tools import call
from monitoring_tools import alerts, apply, run, wait
from test_predict import MODEL, PICTURES, predict

SCENES = sorted(PICTURES.glob("scene-*.jpg"))


def measures(server):
    """What is known of the detector's whole answers, by measure."""
    versions = call(server, "GET", f"measures?endpoint={MODEL}", status=200).json()["versions"]
    seen = versions[0]["seen"]["measures"] if versions else []
    return {one["measure"]: one for one in seen if one["feature"] is None}


def test_what_a_detector_finds_is_counted_as_predict_reports_it(start):
    server = start(ROOT / "Examples/repository")
    apply(server, {"measure": "prediction.detections", "above": 0, "severity": "critical"}, name=MODEL)
    found = [predict(server, scene.read_bytes(), f"model={MODEL}&format=json").json()["detections"] for scene in SCENES]
    # What is measured goes by the model's own threshold, whatever a request asks to be shown.
    found.append(found[0])
    assert predict(server, SCENES[0].read_bytes(), f"model={MODEL}&format=json&confidence=1").json()["detections"] == []
    counts = [len(detections) for detections in found]
    things = [thing for detections in found for thing in detections]
    assert sum(counts) > 1 and len(set(counts)) > 1, counts
    known = wait(lambda: (seen := measures(server)).get("prediction.detections", {}).get("count") == len(found) and seen)
    assert known["prediction.detections"]["mean"] == pytest.approx(sum(counts) / len(counts))
    assert known["prediction.detections"]["p50"] == pytest.approx(sorted(counts)[(len(counts) - 1) // 2], abs=1)
    assert known["prediction.confidence"]["count"] == len(things)
    confidences = [thing["confidence"] for thing in things]
    assert known["prediction.confidence"]["mean"] == pytest.approx(sum(confidences) / len(things), abs=1e-3)
    labels = [thing["label"] for thing in things]
    shares = {one["category"]: one["share"] for one in known["prediction.class"]["categories"]}
    assert shares == pytest.approx({label: labels.count(label) / len(labels) for label in labels})
    (alert,) = wait(lambda: alerts(server, "firing"))
    assert (alert["endpoint"], alert["monitor"]) == (MODEL, "prediction.detections")
    assert alert["summary"].startswith("prediction.detections is ")
    assert "prediction.detections" in run(server, "monitors", "show", MODEL)
    page = requests.get(f"{server.url}/metrics", timeout=30).text
    assert f'aviary_measure{{endpoint="{MODEL}",feature="",measure="prediction.detections",statistic="mean"' in page
