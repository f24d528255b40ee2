// Sends what waits, one at a time and in the order it was done, from a page or from the service worker. Each act goes
// with its own author's token. Only an answer of Lapak itself decides: anything else is asked again, for ever.
import { change, finish, keepPerson, keepPhoto, nextWaiting, person, photo } from "./store.js";

const ACTS = "/lapak/kiriman/";
const UPLOADS = "/lapak/unggahan/";
const PIECE = 64 * 1024;
const PATIENCE_MS = 45_000;
const STARTS_OVER = 3;
const IN_ONE_GO = 1024 * 1024; // a photo this phone made small; a larger one goes in pieces, which can go on
const REST_MS = 10 * 60_000; // after the place for photos could not be reached
const LATER = { state: "later" };
const GONE = { state: "refused", code: "photo_gone", field: "photo" };
const LOST = new Set(["NotReadableError", "NotFoundError"]); // what a browser calls a photo it no longer has
const tell = new BroadcastChannel("lapak-outbox");
const furthest = new Map(); // by photo: how much of it Lapak ever had; one that starts over for ever is no progress
const posted = new Set(); // photos once sent in one go, whatever became of that
let restsUntil = 0;
let told = {}; // of the round that runs

// Answers whether something waits `left` that a later try may send, whether the link was `lost` over it, whether anything
// `moved`, and after how many seconds at the soonest Lapak wants to be asked again. One round runs at a time on a
// phone, whether it is a page's or the service worker's.
export function sendAll() {
  return navigator.locks.request("lapak-outbox", round);
}

async function round() {
  const stuck = new Set();
  let left = false;
  told = { lost: false, moved: false, after: 0 };
  for (let at = 0, item; (item = await nextWaiting(at)); at = item.seq) {
    const author = await person(item.person);
    const state = author?.token && !stuck.has(item.about) ? await attempt(item, author) : "who";
    if (state === "gone") {
      tell.postMessage({ gone: true });
      return { ...told, left: true, lost: true };
    }
    if (state === "later") left = true;
    if (state === "later" || state === "who") stuck.add(item.about); // what follows on the same thing waits behind it
    else told.moved = true;
  }
  return { ...told, left };
}

// The state an act came to; "gone" when there is no link. An act that cannot be sent does not stop the others.
async function attempt(item, author) {
  try {
    const outcome = await one(item, author.token);
    await settle(item, outcome, author);
    return outcome.state;
  } catch (error) {
    return error.name === "NoAnswer" ? "gone" : "later";
  }
}

async function one(item, token) {
  for (const key of item.uploads) {
    const outcome = await upload(key, item.stall, token);
    if (outcome) return outcome;
  }
  const { key, act, stall, made_at, input } = item;
  const { status, body } = await ask("POST", ACTS, token, JSON.stringify({ key, act, stall, made_at, input }));
  if (status === 425) await Promise.all((body?.uploads ?? item.uploads).map((missing) => mark(missing, false)));
  return judged(status, body);
}

function judged(status, body) {
  if (status === 401 && body?.state === "who") return { state: "who" };
  if (status === 200 && body?.state === "done") return body;
  if (status === 409 && body?.state === "conflict") return body;
  if (status >= 400 && status < 500 && body?.state === "refused") return body;
  return LATER;
}

// Resumes where the server stands; answers nothing once it has the whole photo.
async function upload(key, stall, token) {
  const kept = await photo(key);
  if (!kept) return GONE;
  if (kept.whole) return null;
  const { size, sha256, type, blob } = kept;
  const said = { key, stall, size, sha256, type, direct: goesInOneGo(kept) ? "1" : "0" };
  let { status, body } = await ask("POST", UPLOADS, token, JSON.stringify(said));
  if (body?.post && body.offset === 0) body = await inOneGo(body, kept, token);
  let starts = 0;
  while ((status === 200 || status === 409) && Number.isInteger(body?.offset) && !body.done) {
    if (body.offset === 0 && ++starts > STARTS_OVER) return LATER;
    const { offset } = body;
    const piece = await readPiece(blob, offset);
    if (!piece) return GONE;
    ({ status, body } = await ask("PUT", `${UPLOADS}${key}/?offset=${offset}`, token, piece));
    if (body?.offset > (furthest.get(key) ?? 0)) {
      furthest.set(key, body.offset);
      told.moved = true;
    }
    if (status === 422 && !body?.state) ({ status, body } = { status: 200, body: { offset: 0 } });
  }
  if (status === 200 && body?.done) return mark(key, true);
  return judged(status, body);
}

// Where it costs fewer requests than pieces would, and the link seems able to carry it.
function goesInOneGo({ size }) {
  const link = navigator.connection;
  const weak = link?.saveData || (link?.effectiveType ?? "4g") !== "4g";
  return !weak && size > 2 * PIECE && size <= IN_ONE_GO && performance.now() >= restsUntil;
}

// Past Lapak, straight to where photos lie; then Lapak looks for it there, also when no answer came. Answers where the
// upload stands: at its beginning when all of that was in vain, and then it goes in pieces.
async function inOneGo(standing, { key, blob }, token) {
  if (!posted.has(key)) {
    posted.add(key);
    if (!(await postTo(standing.post, blob))) restsUntil = performance.now() + REST_MS;
  }
  const { body } = await ask("POST", `${UPLOADS}${key}/`, token, "");
  return Number.isInteger(body?.offset) ? body : standing;
}

async function postTo({ url, fields }, blob) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", blob);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const options = { method: "POST", body: form, signal, credentials: "omit", cache: "no-store", redirect: "error" };
  return fetch(url, options).then((answer) => answer.ok, () => false);
}

async function readPiece(blob, offset) {
  try {
    return await blob.slice(offset, offset + PIECE).arrayBuffer();
  } catch (error) {
    if (LOST.has(error.name)) return null;
    throw error;
  }
}

async function mark(key, whole) {
  const kept = await photo(key);
  if (kept) await keepPhoto({ ...kept, whole });
  return null;
}

async function settle(item, outcome, author) {
  if (outcome.state === "done") await finish(item.seq, noteOf(item, outcome), rowsLeft(item, outcome));
  else if (outcome.state === "who") await keepPerson({ ...author, token: "" });
  else if (outcome.state !== "later") {
    const { state, sentence = "", field = "", code = "", theirs = null, yours = null } = outcome;
    await change(item.seq, { state, sentence, field, code, theirs, yours });
  }
  tell.postMessage({ key: item.key, outcome });
}

function noteOf({ key, act, title, person: author, name, stall, made_at }, { url = "" }) {
  return { key, act, title, person: author, name, stall, made_at, url, state: "done" };
}

// Of many prices saved at once, each row that was not taken stays on the phone as an act of its own.
function rowsLeft(item, outcome) {
  const rows = outcome.answer?.rows ?? [];
  const { seq, ...kept } = item;
  return rows.filter((row) => row.state === "conflict" || row.state === "refused").map((row) => {
    const input = item.input.rows.find((own) => own.variant === row.variant);
    const { state, sentence = "", field = "", theirs = null, yours = null } = row;
    const title = item.titles?.[row.variant] ?? item.title;
    const own = { key: crypto.randomUUID(), act: "variant.price_stock", about: `variant:${row.variant}` };
    return { ...kept, ...own, input, title, state, sentence, field, theirs, yours, uploads: [] };
  });
}

async function ask(method, address, token, body) {
  const headers = { Authorization: `Bearer ${token}` };
  headers["Content-Type"] = typeof body === "string" ? "application/json" : "application/octet-stream";
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const options = { method, body, headers, signal, credentials: "omit", cache: "no-store", redirect: "error" };
  let answer;
  let text;
  try {
    answer = await fetch(address, options);
    text = await answer.text();
  } catch {
    throw new DOMException("no answer", "NoAnswer");
  }
  told.after = Math.max(told.after, Number(answer.headers.get("Retry-After")) || 0);
  try {
    return { status: answer.status, body: JSON.parse(text) };
  } catch {
    return { status: answer.status, body: null }; // not Lapak's words: a portal of the network, a proxy
  }
}
