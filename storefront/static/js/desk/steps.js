// Adding a product: one question a screen, the photo always in view. Without this file the same form is one page.
const form = document.querySelector("[data-steps]");
const steps = [...form.querySelectorAll("[data-step]")];
const [back, next, last] = ["back", "next", "last"].map((name) => form.querySelector(`[data-${name}]`));
const shot = form.querySelector("[data-shot]");
const picture = form.querySelector("[data-picture]");
let at = Math.max(0, steps.findIndex((step) => step.querySelector("[aria-invalid], .field__error")));

function show(index, focus = true) {
  at = Math.min(Math.max(index, 0), steps.length - 1);
  steps.forEach((step, i) => { step.hidden = i !== at; });
  back.hidden = at === 0;
  next.hidden = at === steps.length - 1;
  last.hidden = at !== steps.length - 1;
  if (focus) steps[at].querySelector("input:not([type=radio])")?.focus();
}

function answered(step) {
  const bad = [...step.querySelectorAll("input, select")].find((input) => !input.checkValidity());
  bad?.reportValidity();
  return !bad;
}

function forward() {
  if (answered(steps[at])) show(at + 1);
}

form.addEventListener("photos", ({ detail: [first] }) => { // of photos.js: what is about to be sent, in order
  picture.hidden = !first;
  if (first) picture.src = first;
  const word = form.querySelector("[data-again]");
  word.textContent = word.dataset.again;
  form.classList.toggle("steps--shot", Boolean(first));
  if (first) steps[at].querySelector("input:not([type=radio])")?.focus();
});
next.addEventListener("click", forward);
back.addEventListener("click", () => show(at - 1));
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName !== "INPUT" || at === steps.length - 1) return;
  event.preventDefault();
  forward();
});
for (const radio of form.querySelectorAll("[data-quick] input[type=radio]")) {
  radio.addEventListener("click", (event) => { if (event.detail) forward(); });
}
last.addEventListener("click", (event) => {
  if (!shot.required || shot.files.length) return;
  event.preventDefault();
  shot.reportValidity();
  shot.closest(".steps__photo").scrollIntoView({ block: "start" });
});
form.classList.add("steps--one");
form.classList.toggle("steps--shot", !picture.hidden);
show(at, false);
