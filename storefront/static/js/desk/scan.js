// The courier's number read with the camera, where the browser has a BarcodeDetector. Without one nothing is shown and
// the number is typed.
const FORMATS = ["code_128", "code_39", "qr_code", "itf", "codabar", "ean_13"];
const NUMBER = /^[A-Z0-9-]{8,30}$/;

async function formats() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return [];
  const known = await BarcodeDetector.getSupportedFormats();
  return FORMATS.filter((format) => known.includes(format));
}

async function prepare(box) {
  const usable = await formats().catch(() => []);
  if (!usable.length) return;
  const input = document.getElementById(box.dataset.scan);
  const [start, stop, view, said] = ["start", "stop", "view", "said"].map((name) => box.querySelector(`[data-scan-${name}]`));
  const video = view.querySelector("video");
  const detector = new BarcodeDetector({ formats: usable });
  let stream = null;

  function close() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = video.srcObject = null;
    view.hidden = true;
    start.hidden = false;
  }

  async function look() {
    if (!stream) return;
    const found = await detector.detect(video).catch(() => []);
    const number = found.map((code) => code.rawValue.replace(/\s+/g, "").toUpperCase()).find((text) => NUMBER.test(text));
    if (!number || !stream) {
      setTimeout(look, 200);
      return;
    }
    input.value = number;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    said.textContent = said.dataset.found;
    close();
    input.focus();
  }

  start.addEventListener("click", async () => {
    said.textContent = "";
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      said.textContent = said.dataset.denied;
      return;
    }
    video.srcObject = stream;
    start.hidden = true;
    view.hidden = false;
    view.scrollIntoView({ block: "center" });
    await video.play();
    look();
  });
  stop.addEventListener("click", close);
  addEventListener("pagehide", close);
  box.hidden = false;
}

for (const box of document.querySelectorAll("[data-scan]")) prepare(box);
