// Cropping a photo: a shape puts a frame on the picture, which is moved with a finger or the arrows and sized at its
// corner; the box goes into the form in thousandths. Without this file the shapes cut the middle.
const box = document.querySelector("[data-frame-of]");
const frame = box?.querySelector("[data-frame]");
const form = box && document.getElementById(box.dataset.frameOf);
const WHOLE = 1000;
const LEAST = 200;
let ratio = 1;
let at = { left: 0, top: 0, width: WHOLE, height: WHOLE };

function tall() { // of the frame, in thousandths of the picture's height, for one thousandth of its width
  const picture = box.querySelector("img").getBoundingClientRect();
  return picture.width / picture.height / ratio;
}

function put(wanted) {
  const most = Math.min(WHOLE, WHOLE / tall());
  const width = Math.max(Math.min(LEAST, most), Math.min(wanted.width, most));
  const height = Math.min(WHOLE, width * tall());
  at = {
    width, height,
    left: Math.max(0, Math.min(wanted.left, WHOLE - width)),
    top: Math.max(0, Math.min(wanted.top, WHOLE - height)),
  };
  for (const [side, value] of Object.entries(at)) {
    frame.style.setProperty(side, `${value / 10}%`);
    form.querySelector(`[data-side="${side}"]`).value = Math.floor(value);
  }
}

function begin(button) {
  ratio = Number(button.dataset.ratio);
  frame.hidden = false;
  for (const part of form.querySelectorAll("[data-cut], [data-hint]")) part.hidden = false;
  put({ left: 0, top: 0, width: WHOLE });
  put({ ...at, left: (WHOLE - at.width) / 2, top: (WHOLE - at.height) / 2 });
  frame.focus();
}

function drag(event) {
  const picture = box.querySelector("img").getBoundingClientRect();
  const from = { x: event.clientX, y: event.clientY, ...at };
  const sizing = Boolean(event.target.closest("[data-corner]"));
  const follow = (now) => {
    const across = ((now.clientX - from.x) / picture.width) * WHOLE;
    const down = ((now.clientY - from.y) / picture.height) * WHOLE;
    put(sizing ? { ...from, width: from.width + across } : { ...from, left: from.left + across, top: from.top + down });
  };
  frame.setPointerCapture(event.pointerId);
  frame.addEventListener("pointermove", follow);
  const stop = () => frame.removeEventListener("pointermove", follow);
  for (const end of ["pointerup", "pointercancel"]) frame.addEventListener(end, stop, { once: true });
  event.preventDefault();
}

const STEPS = { ArrowLeft: [-20, 0, 0], ArrowRight: [20, 0, 0], ArrowUp: [0, -20, 0], ArrowDown: [0, 20, 0], "+": [0, 0, 40], "-": [0, 0, -40] };

form?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-ratio]");
  if (!button) return;
  event.preventDefault();
  begin(button);
});
frame?.addEventListener("pointerdown", drag);
frame?.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  put({ left: at.left + step[0], top: at.top + step[1], width: at.width + step[2] });
});
