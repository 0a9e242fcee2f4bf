"""The page at /try in a browser: pictures by file, by dropping and from the camera."""

import base64
import os
import shutil
from pathlib import Path

import pytest
import requests
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from conftest import ROOT

SCENE = ROOT / "Examples/laboratory/pictures/scene-1.jpg"
# How many points of the canvas are as saturated as the boxes are and the picture is not.
COUNT_BOXES = """
    const canvas = document.getElementById("canvas");
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    const wanted = arguments[0];
    let count = 0;
    for (let at = 0; at < pixels.length; at += 4) {
        if (wanted.every((value, channel) => Math.abs(pixels[at + channel] - value) < 12)) count += 1;
    }
    return count;
"""


@pytest.fixture(scope="module")
def browser():
    """A browser without a window, whose camera shows a test picture."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for flag in (
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1280,900",
        "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
    ):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    yield driver
    driver.quit()


@pytest.fixture
def page(browser, examples):
    """The page, when the models are listed."""
    browser.get(examples.url + "/try")
    wait(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "#model option"))
    yield browser
    # Whatever a policy forbids stands in the log, and every error of a script; refusals of the server do as well.
    complaints = [entry for entry in browser.get_log("browser") if "/predict" not in entry["message"]]
    assert complaints == []


def wait(browser, condition):
    return WebDriverWait(browser, 30).until(lambda _: condition())


def choose(page, path):
    page.find_element(By.ID, "file").send_keys(str(path))


def rows(page):
    return page.find_elements(By.CSS_SELECTOR, "#detections tbody tr")


def told(page, words):
    """Waits until the count says so, and nothing is under way."""
    wait(page, lambda: words in page.find_element(By.ID, "count").text)
    wait(page, lambda: page.find_element(By.ID, "trial").get_attribute("aria-busy") == "false")


def screenshot(page, name, tmp_path):
    place = Path(os.environ.get("AVIARY_SCREENSHOTS", tmp_path))
    place.mkdir(parents=True, exist_ok=True)
    assert page.save_screenshot(str(place / f"{name}.png"))


def expected(examples, confidence):
    """What the interface says of the scene."""
    query = {"model": "yolov3-tiny", "confidence": confidence, "format": "json"}
    with SCENE.open("rb") as picture:
        reply = requests.post(examples.url + "/predict", params=query, files={"file": picture}, timeout=60)
    return reply.json()["detections"]


def test_a_chosen_picture_is_shown_with_boxes_table_and_timing(page, examples, tmp_path):
    choose(page, SCENE)
    told(page, "found.")
    found = expected(examples, 0.5)
    assert [row.find_element(By.TAG_NAME, "td").text for row in rows(page)] == [item["label"] for item in found]
    swatch = page.find_element(By.CSS_SELECTOR, "#detections .swatch").value_of_css_property("background-color")
    tone = [int(value) for value in swatch[swatch.index("(") + 1 : -1].split(",")[:3]]
    assert page.execute_script(COUNT_BOXES, tone) > 500
    stages = [cell.text for cell in page.find_elements(By.CSS_SELECTOR, "#timing tbody td:first-child")]
    assert stages == ["receive", "decode", "fit", "infer", "boxes", "network and browser", "total"]
    screenshot(page, "try", tmp_path)
    page.set_window_size(390, 844)
    screenshot(page, "try-narrow", tmp_path)
    page.set_window_size(1280, 900)


def test_the_confidence_filters_and_stands_in_the_address(page):
    choose(page, SCENE)
    told(page, "found.")
    slide = "const s = arguments[0]; s.value = arguments[1]; s.dispatchEvent(new Event('input', {bubbles: true}));"
    page.execute_script(slide, page.find_element(By.ID, "confidence"), "1")
    told(page, "Nothing found")
    assert rows(page) == []
    assert "confidence=1" in page.current_url and "model=yolov3-tiny" in page.current_url


def test_a_file_that_is_no_picture_shows_the_servers_sentence(page, tmp_path):
    text = tmp_path / "notes.jpg"
    text.write_text("not a picture")
    choose(page, text)
    problem = page.find_element(By.ID, "problem")
    wait(page, lambda: "JPEG, PNG or WebP" in problem.text)
    choose(page, SCENE)
    told(page, "found.")
    assert not problem.is_displayed()


def test_a_picture_can_be_dropped(page):
    script = """
        const bytes = Uint8Array.from(atob(arguments[0]), (letter) => letter.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], "scene.jpg", { type: "image/jpeg" }));
        document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    """
    page.execute_script(script, base64.b64encode(SCENE.read_bytes()).decode())
    told(page, "found.")
    assert rows(page)


def test_the_cameras_picture_can_be_taken(page, tmp_path):
    page.find_element(By.ID, "camera").click()
    wait(page, lambda: page.execute_script("return document.getElementById('video').videoWidth > 0"))
    page.find_element(By.ID, "snap").click()
    # The test picture shows none of the things, or a few: either way the server has answered.
    wait(page, lambda: page.find_element(By.ID, "timing").is_displayed())
    assert page.find_element(By.ID, "canvas").is_displayed()
    assert not page.find_element(By.ID, "video").is_displayed()


def test_the_camera_is_watched_until_it_is_closed(page, tmp_path):
    page.find_element(By.ID, "camera").click()
    wait(page, lambda: page.execute_script("return document.getElementById('video').videoWidth > 0"))
    live = page.find_element(By.ID, "live")
    live.click()
    wait(page, lambda: page.find_element(By.ID, "timing").is_displayed())
    wait(page, lambda: page.find_element(By.ID, "canvas").is_displayed())
    live.click()
    wait(page, lambda: page.find_element(By.ID, "video").is_displayed())
    page.find_element(By.ID, "camera").click()
    wait(page, lambda: not page.find_element(By.ID, "video").is_displayed())


def test_the_start_page_looks_and_leads_on(browser, examples, tmp_path):
    browser.get(examples.url + "/")
    screenshot(browser, "start", tmp_path)
    browser.find_element(By.CSS_SELECTOR, "a[href='/try']").click()
    wait(browser, lambda: browser.current_url.endswith("/try"))


def test_the_docs_page_shows_the_picture_with_boxes(browser, examples, tmp_path):
    browser.get(examples.url + "/docs#/detection/predict")
    wait(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".try-out__btn"))
    browser.find_element(By.CSS_SELECTOR, ".try-out__btn").click()
    choices = "tr[data-param-name='model'] select option"
    wait(browser, lambda: browser.find_elements(By.CSS_SELECTOR, choices))
    assert "yolov3-tiny" in [item.text for item in browser.find_elements(By.CSS_SELECTOR, choices)]
    [item for item in browser.find_elements(By.CSS_SELECTOR, choices) if item.text == "yolov3-tiny"][0].click()
    browser.find_element(By.CSS_SELECTOR, "input[type='file']").send_keys(str(SCENE))
    browser.find_element(By.CSS_SELECTOR, "button.execute").click()
    picture = ".responses-wrapper .live-responses-table img, .response-col_description img"
    wait(browser, lambda: browser.find_elements(By.CSS_SELECTOR, picture))
    shown = browser.find_element(By.CSS_SELECTOR, picture)
    wait(browser, lambda: browser.execute_script("return arguments[0].naturalWidth", shown) == 640)
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", shown)
    screenshot(browser, "docs", tmp_path)
