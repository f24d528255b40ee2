// "Perbaiki" on the outbox page leads here: the form as it was filled, with its photos and what was wrong. Sending it
// again takes the place of what was refused. A pack that is not here any more (taken down since, no longer short) is
// mended where every pack stands.
import { fixed } from "./forms.js";
import { ready } from "./phone.js";
import { changedOf } from "./prices.js";
import { item, photosOfItem } from "./store.js";
import { notice, word } from "./words.js";

const EVERY_PACK = "/lapak/produk/";
const asked = /^#perbaiki-(\d+)$/.exec(location.hash);
if (asked && (await ready)) mend(await item(Number(asked[1])));

async function mend(own) {
  const whole = own && [...document.querySelectorAll(`form[data-act="${own.act}"]`)].find((one) => isAbout(one, own));
  const place = whole ?? (own && rowOf(own.input));
  const form = place?.closest("form");
  if (!form) {
    lost(own);
    return;
  }
  const input = { ...own.input, ...(own.input.base && changedOf(own.input)) };
  const fieldOf = (name) => (place === form ? form.elements[name] : place.querySelector(`[data-field="${name}"]`));
  for (const [name, value] of Object.entries(input)) fill(fieldOf(name), value);
  for (const row of own.input.rows ?? []) fillRow(row);
  await putPhotos(form, own);
  form.dataset.instead = own.seq;
  form.dataset.insteadKey = own.key;
  if (own.sentence) place.prepend(notice("bad", own.sentence));
  place.scrollIntoView();
  fieldOf(own.field)?.focus?.();
}

function lost(own) {
  if (own?.input.variant && location.pathname !== EVERY_PACK) location.replace(`${EVERY_PACK}${location.hash}`);
  else document.querySelector("h1").after(notice("bad", word(own ? "lost" : "sent")));
}

// A price of the page of all prices has no form of its own.
function rowOf({ variant }) {
  return document.querySelector(`[data-row][data-act-variant="${Number(variant)}"]`);
}

function fillRow(input) {
  const row = rowOf(input);
  for (const [name, value] of Object.entries(changedOf(input))) fill(row?.querySelector(`[data-field="${name}"]`), value);
}

function isAbout(form, { input }) {
  const same = Object.entries(fixed(form)).filter(([name]) => name !== "base");
  return same.every(([name, value]) => String(input[name]) === String(value));
}

function fill(field, value) {
  if (!field || value === "" || typeof value === "object" || field.type === "file") return;
  if (field.type === "checkbox") field.checked = Boolean(value);
  else field.value = value;
  if (field instanceof Element) field.dispatchEvent(new Event("input", { bubbles: true }));
}

async function putPhotos(form, { key, uploads }) {
  const input = form.querySelector("input[type=file]");
  const photos = input ? await photosOfItem(key) : [];
  if (!photos.length) return;
  photos.sort((one, other) => uploads.indexOf(one.key) - uploads.indexOf(other.key)); // the first is the cover
  const files = new DataTransfer();
  for (const { blob, type } of photos) files.items.add(new File([blob], "foto", { type }));
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
