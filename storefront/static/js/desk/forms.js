// Forms marked data-act: what was typed is written on the phone first, whole, and then sent. With a link the person
// notices nothing of it; without one the act waits, and the page says so.
import { phone, ready } from "./phone.js";
import { rebase, rowsOf, titlesOf } from "./prices.js";
import { add, items, photosOfItem } from "./store.js";
import { notice, sayNext, word } from "./words.js";

const PATIENCE_MS = 4000;
const OUTBOX = "/lapak/kiriman/";
const PLUMBING = new Set(["csrfmiddlewaretoken", "key", "kept_photo", "stall", "next", "version", "price_was", "stock_was"]);
const SETTINGS = new Set(["act", "actStall", "actTitle", "actSaid"]); // the other data-act-… are inputs
const NAMES = { tracking_number: "number" }; // where a form's field has another name than the act's input
const PLAIN = { variant: Number, product: Number, base: JSON.parse }; // the others are text, a code of digits too
const ONE_FILE = new Set(["photo.add", "order.deliver"]);
const TAKES_PLACE = new Set(["variant.price_stock", "prices.today"]); // of one that still waits
const LAST_STEPS = new Set(["order.send", "order.hand_over", "order.deliver"]);
const held = new Map(); // form → what was pressed, until the form may be sent again
let able = false;
ready.then((yes) => { able = yes; });

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!able || !form.matches("form[data-act]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (held.has(form)) return;
  const sending = queue(form, event.submitter); // what was pressed is read before it is switched off
  hold(form, event.submitter);
  sending.catch((error) => {
    free(form);
    failed(form, event.submitter, error);
  });
}, true);
addEventListener("pageshow", ({ persisted }) => { // somebody came back to a form that was sent
  if (persisted) [...held.keys()].forEach(free);
});

function hold(form, submitter) {
  held.set(form, submitter);
  if (submitter) submitter.disabled = true;
}

function free(form) {
  const submitter = held.get(form);
  held.delete(form);
  if (!submitter) return;
  submitter.disabled = false;
  if (document.activeElement === document.body) submitter.focus({ preventScroll: true });
}

async function queue(form, submitter) {
  const made = await read(form, submitter);
  const heard = hear(made);
  const [{ item }] = made;
  const places = [Number(form.dataset.instead), await former(form, item)].filter(Boolean);
  const seqs = await add(made, places);
  made.forEach((one, at) => { one.item.seq = seqs[at]; });
  keepWell();
  dispatchEvent(new Event("lapak-queued"));
  const decided = await Promise.race([heard.soon, new Promise((done) => { setTimeout(done, PATIENCE_MS); })]);
  free(form);
  const several = made.length > 1;
  if (react(form, decided?.item ?? item, decided?.outcome, { several })) hold(form, submitter); // until the next page
  if (!decided) heard.atLast.then((late) => react(form, late.item, late.outcome, { several, late: true }));
}

// The acts of a form: one, or of photos that are added one for each.
async function read(form, submitter) {
  const { act } = form.dataset;
  const prices = act === "prices.today";
  const input = prices ? { rows: rowsOf(form) } : { ...fixed(form), ...typed(form, submitter) };
  const titles = prices ? titlesOf(form) : undefined;
  const stall = Number(form.dataset.actStall) || phone.stall;
  const photos = await photosRead(form);
  const title = form.dataset.actTitle || input.name || document.querySelector("h1").textContent.trim();
  const own = { act, title, titles, about: about(act, input, stall), from: location.pathname };
  const who = { person: phone.person, name: phone.name, stall, stallName: phone.stallName };
  const made = { ...own, ...who, made_at: new Date().toISOString(), state: "waiting" };
  const lots = act === "photo.add" && photos.length ? photos.map((photo) => [photo]) : [photos];
  return lots.map((lot) => {
    const uploads = lot.map((photo) => photo.key);
    return { item: { ...made, key: crypto.randomUUID(), uploads, input: withPhotos(act, input, uploads) }, photos: lot };
  });
}

function withPhotos(act, input, uploads) {
  if (ONE_FILE.has(act) && uploads.length) return { ...input, upload: uploads[0] };
  return act === "product.new" ? { ...input, photos: uploads } : input;
}

/** Inputs that the page fixed: data-act-code="K7QX29MB", data-act-base='{"version": 3}'. */
export function fixed(form) {
  const names = Object.keys(form.dataset).filter((name) => /^act[A-Z]/.test(name) && !SETTINGS.has(name));
  const input = (name) => name[3].toLowerCase() + name.slice(4);
  return Object.fromEntries(names.map((name) => [input(name), PLAIN[input(name)]?.(form.dataset[name]) ?? form.dataset[name]]));
}

function typed(form, submitter) {
  const given = [...new FormData(form, submitter)];
  const kept = given.filter(([name, value]) => typeof value === "string" && !PLUMBING.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [NAMES[name] ?? name, value]));
}

// What follows on the same thing keeps its turn behind this act.
function about(act, input, stall) {
  if (input.code) return `order:${input.code}`;
  if (act === "prices.today") return `prices:${stall}`;
  if (act === "photo.add") return `product:${input.product}`;
  return input.variant ? `variant:${input.variant}` : crypto.randomUUID();
}

// A form that turns, crops or shrinks its photos answers them itself, as form.photosOf().
function filesOf(form) {
  const chosen = () => [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
  return form.photosOf?.() ?? chosen();
}

async function photosRead(form) {
  const before = form.dataset.insteadKey ? await photosOfItem(form.dataset.insteadKey) : [];
  const read = [];
  for (const file of await filesOf(form)) {
    const bytes = await file.arrayBuffer(); // our own bytes: the gallery may lose the file before they are sent
    const sha256 = [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))]
      .map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const type = file.type || "image/jpeg";
    const made = { key: crypto.randomUUID(), sha256, size: bytes.byteLength, type, blob: new Blob([bytes], { type }) };
    read.push({ whole: false, ...(before.find((photo) => photo.sha256 === sha256) ?? made) });
  }
  return read;
}

// Prices typed again before the first were sent take their place: both were typed over what the same page showed.
async function former(form, item) {
  if (!TAKES_PLACE.has(item.act)) return 0;
  const same = ({ act, about: thing, person, state }) =>
    act === item.act && thing === item.about && person === item.person && state === "waiting";
  const found = (await items()).find(same);
  if (item.act === "prices.today") join(form, item, found);
  return found?.seq ?? 0;
}

// Rows that wait stay with those typed now, but for one that this very page put back as it stood.
function join(form, item, found) {
  const own = item.input.rows;
  const here = new Set([...own.map(({ variant }) => variant), ...(form.dataset.queued ?? "").split(" ").map(Number)]);
  const others = found?.input.rows.filter(({ variant }) => !here.has(variant)) ?? [];
  form.dataset.queued = own.map(({ variant }) => variant).join(" ");
  item.input = { rows: [...others, ...own] };
  item.titles = { ...found?.titles, ...item.titles };
}

function keepWell() {
  navigator.storage?.persist?.().catch(() => {});
  navigator.serviceWorker?.getRegistration("/lapak/")
    .then((registration) => registration?.sync?.register("lapak-outbox")).catch(() => {});
}

// What Lapak decides: `soon`, or nothing as soon as it is known that there is no link; `atLast` whenever it comes.
// Of several acts it is heard once all are decided, of the first that was not done.
function hear(made) {
  const outcomes = new Map();
  let gone;
  const noLink = new Promise((done) => { gone = done; });
  const atLast = new Promise((done) => {
    const channel = new BroadcastChannel("lapak-outbox");
    channel.addEventListener("message", ({ data }) => {
      if (data.gone) gone();
      if (!made.some(({ item }) => item.key === data.key) || ["later", "who"].includes(data.outcome.state)) return;
      outcomes.set(data.key, data.outcome);
      if (outcomes.size < made.length) return;
      channel.close();
      const { item } = made.find((one) => outcomes.get(one.item.key).state !== "done") ?? made[0];
      done({ item, outcome: outcomes.get(item.key) });
    });
  });
  return { soon: Promise.race([noLink, atLast]), atLast };
}

// Says what came of it, and answers whether the next page is on its way.
function react(form, item, outcome, { several, late = false }) {
  delete form.dataset.instead;
  if (outcome?.state === "done") return done(form, item, outcome, late);
  if (outcome && several && late) return false; // the strip tells; the form holds those that were taken, too
  if (outcome && !late && (several || outcome.state === "conflict")) {
    location.assign(`${OUTBOX}#kiriman-${item.seq}`);
    return true;
  }
  if (outcome) {
    if (outcome.state === "refused") form.dataset.instead = item.seq;
    if (outcome.state === "refused") form.dataset.insteadKey = item.key;
    put(form, "bad", outcome.sentence);
    form.elements[outcome.field]?.focus?.();
  } else if (item.act === "product.new") {
    sayNext(word("saved"));
    location.assign(`${OUTBOX}#kiriman-${item.seq}`);
    return true;
  } else put(form, "wait", word("saved"));
  return false;
}

function done(form, item, { url, answer }, late) {
  const left = answer?.rows?.some((row) => row.state === "conflict" || row.state === "refused");
  const said = `${(form.dataset.actSaid || word("done")).replace("{name}", item.title)} ${answer?.warning ?? ""}`.trim();
  if (inPlace(form, item, answer, late) || late) {
    put(form, "good", said);
    return false;
  }
  sayNext(said);
  const next = left ? OUTBOX : form.elements.next?.value || url;
  if (next.split("#")[0] === location.pathname) location.reload();
  else location.assign(next || location.pathname);
  return true;
}

// Where nothing else on the page changes, it is not fetched again: data costs money.
function inPlace(form, { act }, answer, late) {
  const stays = late || !form.elements.next;
  if (LAST_STEPS.has(act) && stays) form.replaceChildren();
  else if (act === "prices.today" && late) rebase(form, answer?.rows ?? []);
  else if (act === "variant.price_stock" && answer?.now && stays) {
    const { version, price, stock } = answer.now;
    form.dataset.actBase = JSON.stringify({ version, price, stock });
    if (form.elements.version) form.elements.version.value = version;
    if (form.elements.price_was) form.elements.price_was.value = form.elements.price.value;
    if (form.elements.stock_was) form.elements.stock_was.value = stock;
  } else return false;
  return true;
}

function put(form, kind, sentence) {
  form.querySelector("[data-told]")?.remove();
  const told = notice(kind, sentence);
  told.dataset.told = "";
  form.append(told);
  told.scrollIntoView({ block: "nearest" });
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    button.disabled = kind === "wait" && !["variant.price_stock", "prices.today"].includes(form.dataset.act);
  }
}

function failed(form, submitter, error) {
  if (error.name === "QuotaExceededError") {
    put(form, "bad", word("full"));
    return;
  }
  form.removeAttribute("data-act"); // this browser keeps nothing after all: as without scripts
  form.requestSubmit(submitter);
}
