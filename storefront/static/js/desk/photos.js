// Photos about to be sent: chosen from the camera or the gallery, made small on the phone where its browser can read
// them, shown with turn, first and remove. The file input holds what is shown, so the form sends it with or without an
// outbox; form.photosOf() answers the same to whoever queues it.
const LONGEST = 1280; // a little more than the widest size that Lapak makes of it
const KINDS = ["image/webp", "image/jpeg"]; // the first that this browser can write: the same picture in less data
const QUALITY = 0.8;
const shown = new WeakMap(); // form → [{ file, quarters, blob: Promise<Blob>, url }]

/** The photo upright and at most 1280 wide or high, turned so many quarters; whole where this browser cannot read it. */
export async function prepared(file, quarters = 0) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = quarters % 2 ? [height, width] : [width, height];
    const pen = canvas.getContext("2d");
    pen.imageSmoothingQuality = "high"; // else what is made small keeps a grain that weighs and shows nothing
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.translate(canvas.width / 2, canvas.height / 2);
    pen.rotate((quarters * Math.PI) / 2);
    pen.drawImage(picture, -width / 2, -height / 2, width, height);
    picture.close();
    const small = await written(canvas);
    [canvas.width, canvas.height] = [0, 0];
    return small && (quarters || small.size < file.size) ? small : file;
  } catch {
    return file; // the server reads what this browser cannot
  }
}

async function written(canvas) {
  for (const kind of KINDS) {
    const blob = await new Promise((done) => { canvas.toBlob(done, kind, QUALITY); });
    if (blob?.type === kind) return blob;
  }
  return null;
}

/** What the form will send, in its order: blobs with their type. */
export function photosOf(form) {
  return Promise.all((shown.get(form) ?? []).map((photo) => photo.blob));
}

function take(form, files) {
  const photos = shown.get(form);
  const most = Number(form.dataset.photos);
  for (const file of files) {
    if (photos.length < most) photos.push({ file, quarters: 0, blob: prepared(file), url: "" });
  }
  changed(form);
}

async function changed(form) {
  const photos = shown.get(form);
  const round = (form.photoRound = (form.photoRound ?? 0) + 1);
  const blobs = await photosOf(form);
  if (round !== form.photoRound) return;
  photos.forEach((photo, at) => { photo.url ||= URL.createObjectURL(blobs[at]); });
  hold(form, blobs);
  draw(form);
  form.dispatchEvent(new CustomEvent("photos", { detail: photos.map((photo) => photo.url) }));
}

function hold(form, blobs) {
  const [main, ...others] = form.querySelectorAll("[data-photo-input]");
  const held = new DataTransfer();
  blobs.forEach((blob, at) => {
    held.items.add(blob instanceof File ? blob : new File([blob], `foto-${at + 1}.${blob.type.split("/")[1]}`, { type: blob.type }));
  });
  main.files = held.files;
  for (const other of others) other.value = "";
}

function draw(form) {
  const list = form.querySelector("[data-photo-list]");
  const model = form.querySelector("[data-photo-model]");
  const photos = shown.get(form);
  list.replaceChildren(...photos.map((photo, at) => {
    const row = model.content.cloneNode(true);
    const picture = row.querySelector("img");
    picture.src = photo.url;
    picture.alt = picture.alt.replace("#", at + 1);
    for (const button of row.querySelectorAll("[data-photo-act]")) {
      button.dataset.at = at;
      button.setAttribute("aria-label", button.getAttribute("aria-label").replace("#", at + 1));
      button.disabled = button.dataset.photoAct === "first" && at === 0;
    }
    return row;
  }));
}

function act(form, button) {
  const photos = shown.get(form);
  const at = Number(button.dataset.at);
  const photo = photos[at];
  if (button.dataset.photoAct === "turn") {
    URL.revokeObjectURL(photo.url);
    photo.quarters = (photo.quarters + 1) % 4;
    photo.blob = prepared(photo.file, photo.quarters);
    photo.url = "";
  } else {
    photos.splice(at, 1);
    if (button.dataset.photoAct === "first") photos.unshift(photo);
    else URL.revokeObjectURL(photo.url);
  }
  changed(form);
}

for (const form of document.querySelectorAll("form[data-photos]")) {
  shown.set(form, []);
  form.photosOf = () => photosOf(form);
  form.addEventListener("change", (event) => {
    if (!event.target.matches("[data-photo-input]") || !event.target.files.length) return;
    take(form, [...event.target.files].filter((file) => !shown.get(form).some((photo) => photo.file === file)));
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-photo-act]");
    if (button) act(form, button);
  });
}
