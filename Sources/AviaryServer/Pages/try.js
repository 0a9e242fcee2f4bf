// Finds things on a picture: sends it to /predict and draws what comes back.

const patience = 30_000;
const element = (id) => document.getElementById(id);
const [trial, stage, canvas, video] = ["trial", "stage", "canvas", "video"].map(element);
const [model, confidence, shown, file] = ["model", "confidence", "shown", "file"].map(element);
const [camera, snap, live, download] = ["camera", "snap", "live", "download"].map(element);

/** What is looked at: the file as it is sent, its pixels, what was found, and the box that is pointed at. */
const view = { file: null, pixels: null, reply: null, chosen: -1 };
let request = null;
let pause = 0;

// Words

function complain(words) {
  element("problem").textContent = words;
  element("problem").hidden = !words;
}

/** The sentence of a refusal; FastAPI's form has a text or a list. */
async function refusal(response) {
  const said = await response.json().catch(() => ({}));
  if (Array.isArray(said.detail)) {
    return said.detail.map((entry) => `${(entry.loc ?? []).at(-1) ?? "request"}: ${entry.msg}`).join("; ");
  }
  return said.detail ?? said.error ?? `The server answered with status ${response.status}.`;
}

function failure(error) {
  if (error.name === "TimeoutError") return `No answer came within ${patience / 1000} seconds.`;
  return error instanceof TypeError ? "The server cannot be reached; is it still running?" : error.message;
}

// Asking

function query(format) {
  const fields = new URLSearchParams({ model: model.value, confidence: confidence.value });
  if (format) fields.set("format", format);
  return `/predict?${fields}`;
}

async function post(path, signal) {
  const form = new FormData();
  form.append("file", view.file, view.file.name ?? "picture.jpg");
  const response = await fetch(path, { method: "POST", body: form, signal });
  if (!response.ok) throw new Error(await refusal(response));
  return response;
}

/** Asks about the picture, and forgets about a question that is still open. */
async function ask() {
  if (!view.file || !model.value) return;
  request?.abort();
  const mine = (request = new AbortController());
  trial.ariaBusy = "true";
  try {
    const start = performance.now();
    const signal = AbortSignal.any([mine.signal, AbortSignal.timeout(patience)]);
    const reply = await (await post(query("json"), signal)).json();
    const elapsed = performance.now() - start;
    if (mine !== request) return;
    view.reply = reply;
    complain("");
    show(elapsed);
  } catch (error) {
    if (mine !== request || error.name === "AbortError") return;
    view.reply = null;
    complain(failure(error));
    show(0);
  } finally {
    if (mine === request) trial.ariaBusy = "false";
  }
}

// Pictures

/** Takes a file as the picture; where the browser cannot read it, the server says what it is. */
async function take(picture) {
  stopCamera();
  view.file = picture;
  view.reply = null;
  view.pixels = await createImageBitmap(picture).catch(() => null);
  draw();
  await ask();
}

async function openCamera() {
  if (video.srcObject) return stopCamera();
  try {
    if (!navigator.mediaDevices) throw new DOMException("", "SecurityError");
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    await video.play();
  } catch (error) {
    const words = {
      NotAllowedError: "The browser was not allowed to use the camera.",
      NotFoundError: "There is no camera.",
      SecurityError: "Browsers lend the camera only to https and to localhost.",
    };
    return complain(words[error.name] ?? "The camera cannot be used.");
  }
  complain("");
  [video, snap, live].forEach((item) => (item.hidden = false));
  [canvas, element("empty")].forEach((item) => (item.hidden = true));
  camera.textContent = "Close camera";
}

function stopCamera() {
  video.srcObject?.getTracks().forEach((track) => track.stop());
  video.srcObject = null;
  [video, snap, live].forEach((item) => (item.hidden = true));
  live.ariaPressed = "false";
  camera.textContent = "Camera";
  draw();
}

/** What the camera shows now, as a JPEG and as pixels. */
async function frame() {
  const still = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  still.getContext("2d").drawImage(video, 0, 0);
  view.file = await still.convertToBlob({ type: "image/jpeg", quality: 0.9 });
  view.pixels = await createImageBitmap(still);
}

async function snapshot() {
  await frame();
  view.reply = null;
  stopCamera();
  await ask();
}

/** Sends a frame when the last one is answered, until the button or the camera ends it. */
async function watch() {
  live.ariaPressed = live.ariaPressed === "true" ? "false" : "true";
  while (live.ariaPressed === "true" && video.srcObject) {
    await frame();
    await ask();
    if (!view.reply) live.ariaPressed = "false";
    video.hidden = live.ariaPressed === "true";
    await new Promise(requestAnimationFrame);
  }
  video.hidden = !video.srcObject;
  canvas.hidden = Boolean(video.srcObject);
}

// Showing

/** A colour for a label, always the same. */
function color(label) {
  let hash = 7;
  for (const letter of label) hash = (hash * 31 + letter.codePointAt(0)) % 360;
  return `hsl(${(hash * 137) % 360} 75% 42%)`;
}

function draw() {
  const { pixels, reply, chosen } = view;
  canvas.hidden = !pixels || !video.hidden;
  element("empty").hidden = Boolean(pixels) || !video.hidden;
  if (!pixels) return;
  [canvas.width, canvas.height] = [pixels.width, pixels.height];
  const pen = canvas.getContext("2d");
  pen.drawImage(pixels, 0, 0);
  // As large as on a screen of this width, whatever the picture's own size is.
  const unit = pixels.width / Math.min(pixels.width, stage.clientWidth || pixels.width);
  pen.font = `600 ${14 * unit}px system-ui, sans-serif`;
  pen.textBaseline = "middle";
  (reply?.detections ?? []).forEach((detection, index) => {
    pen.globalAlpha = chosen < 0 || chosen === index ? 1 : 0.25;
    mark(pen, detection, unit * (chosen === index ? 1.6 : 1), unit);
  });
  pen.globalAlpha = 1;
}

function mark(pen, { label, confidence: sure, box }, weight, unit) {
  const text = `${label} ${Math.round(sure * 100)} %`;
  const [width, height] = [pen.measureText(text).width + 10 * unit, 20 * unit];
  pen.strokeStyle = pen.fillStyle = color(label);
  pen.lineWidth = 2.5 * weight;
  pen.strokeRect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  const left = Math.max(0, Math.min(box.left - pen.lineWidth / 2, canvas.width - width));
  const top = box.top >= height ? box.top - height : box.top;
  pen.fillRect(left, top, width, height);
  pen.fillStyle = "white";
  pen.fillText(text, left + 5 * unit, top + height / 2);
}

function row(cells, className = "") {
  const line = document.createElement("tr");
  line.className = className;
  line.append(...cells.map((content) => {
    const cell = document.createElement("td");
    cell.append(...[content].flat());
    return cell;
  }));
  return line;
}

function swatch(tone) {
  const mark = document.createElement("span");
  mark.className = "swatch";
  mark.style.background = tone;
  return mark;
}

function show(elapsed) {
  view.chosen = -1;
  draw();
  const found = view.reply?.detections ?? [];
  const things = found.length === 1 ? "1 thing found." : `${found.length} things found.`;
  element("count").textContent = view.reply ? (found.length ? things : "Nothing found at this confidence.") : "";
  canvas.ariaLabel = found.map(({ label }) => label).join(", ") || "The picture without boxes";
  download.disabled = !view.reply;
  element("detections").hidden = found.length === 0;
  element("detections").tBodies[0].replaceChildren(...found.map(detectionRow));
  element("timing").hidden = !view.reply;
  if (view.reply) showTimes(view.reply.milliseconds, elapsed);
}

function detectionRow({ label, confidence: sure, box }, index) {
  const edges = [box.left, box.top, box.right, box.bottom].map((edge) => String(Math.round(edge)));
  const line = row([[swatch(color(label)), label], `${(sure * 100).toFixed(1)} %`, ...edges]);
  line.tabIndex = 0;
  const choose = (chosen) => () => {
    view.chosen = chosen;
    draw();
  };
  ["mouseenter", "focus"].forEach((event) => line.addEventListener(event, choose(index)));
  ["mouseleave", "blur"].forEach((event) => line.addEventListener(event, choose(-1)));
  return line;
}

function showTimes(stages, elapsed) {
  const known = Object.values(stages).reduce((sum, time) => sum + time, 0);
  const times = Object.entries({ ...stages, "network and browser": Math.max(0, elapsed - known) });
  const tones = times.map((_, index) => `hsl(${(150 + index * 47) % 360} 45% 50%)`);
  document.querySelector(".bar").replaceChildren(...times.map(([, time], index) => {
    const part = document.createElement("i");
    part.style.flexGrow = time;
    part.style.background = tones[index];
    return part;
  }));
  const rows = times.map(([name, time], index) => row([[swatch(tones[index]), name], time.toFixed(1)]));
  const total = row(["total", Math.max(elapsed, known).toFixed(1)], "total");
  document.querySelector("#timing tbody").replaceChildren(...rows, total);
}

async function save() {
  try {
    const picture = await (await post(query("jpeg"), AbortSignal.timeout(patience))).blob();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(picture);
    link.download = "boxed.jpg";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), patience);
  } catch (error) {
    complain(failure(error));
  }
}

// Start

/** The models to choose from, as the interface's description lists them. */
async function loadModels() {
  const wanted = new URLSearchParams(location.search);
  const description = await (await fetch("/openapi.json", { signal: AbortSignal.timeout(patience) })).json();
  const { Detector, Confidence } = description.components.parameters;
  const names = Detector.schema.enum ?? [];
  model.replaceChildren(...names.map((name) => new Option(name, name)));
  model.disabled = names.length === 0;
  if (names.includes(wanted.get("model"))) model.value = wanted.get("model");
  confidence.value = wanted.get("confidence") ?? Confidence.schema.default;
  shown.value = Number(confidence.value).toFixed(2);
  if (names.length === 0) {
    complain("No model that finds things on pictures is loaded; 'aviary models import darknet' brings one.");
  }
}

function changed() {
  shown.value = Number(confidence.value).toFixed(2);
  const fields = new URLSearchParams({ model: model.value, confidence: confidence.value });
  history.replaceState(null, "", `?${fields}`);
  clearTimeout(pause);
  // While a slider moves, only where it rests is asked about.
  pause = setTimeout(ask, 120);
}

function dropped(event) {
  event.preventDefault();
  stage.classList.remove("over");
  const picture = event.dataTransfer.files[0];
  if (picture) take(picture);
}

file.addEventListener("change", () => file.files[0] && take(file.files[0]));
camera.addEventListener("click", openCamera);
snap.addEventListener("click", snapshot);
live.addEventListener("click", watch);
download.addEventListener("click", save);
model.addEventListener("change", changed);
confidence.addEventListener("input", changed);
addEventListener("dragover", (event) => {
  event.preventDefault();
  stage.classList.add("over");
});
addEventListener("dragleave", () => stage.classList.remove("over"));
addEventListener("drop", dropped);
addEventListener("paste", (event) => event.clipboardData.files[0] && take(event.clipboardData.files[0]));
addEventListener("resize", draw);

loadModels().then(ask).catch((error) => complain(failure(error)));
