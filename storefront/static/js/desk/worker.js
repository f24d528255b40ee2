// The service worker of /lapak/. Served by Lapak as one script behind store.js and sending.js, with SHELL and VERSION
// in front. The shell comes from the phone; pages from Lapak, or as they were kept when there is no link.
import { keepMeta, meta } from "./store.js";
import { sendAll } from "./sending.js";
import { fetchPacked, fetchPages } from "./unpacking.js";

const SHELL_CACHE = `lapak-shell-${VERSION}`;
const KEPT = "lapak-orang-"; // one cache a person and stall: lapak-orang-<person>-<stall>
const PATIENCE_MS = 3000;
const SOON_MS = 300;
const LIST = "/lapak/simpanan/";
const SELDOM_MS = 15 * 60_000; // between two looks at what is older than Lapak's: data costs money
const AGAIN_MS = 60_000; // until what Lapak left out is asked for again
const PERSONS = "/lapak/orang/"; // another person takes the phone, or makes room, or leaves all phones
const WORDS = "/lapak/kamus/";
const NO_SIGNAL = "/lapak/tanpa-sinyal/";
const shell = new Set(SHELL);
let era = 0; // grows when somebody signs out: what was asked for before is not kept after
let refreshing = Promise.resolve();

addEventListener("install", (event) => event.waitUntil(keepShell()));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => {
  if (event.data === "take over") event.waitUntil(skipWaiting());
  if (event.data === "forget") event.waitUntil(forget().then(() => event.ports[0].postMessage("forgotten")));
  if (event.data === "refresh") {
    refreshing = refreshing.then(refresh).catch(() => {}); // one after the other: the next finds all of it fresh
    event.waitUntil(refreshing);
  }
});
addEventListener("sync", (event) => {
  if (event.tag === "lapak-outbox") event.waitUntil(sendInBackground());
});
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && leaves(pathname)) event.waitUntil(forget());
  if (request.method !== "GET") return;
  if (shell.has(pathname) || pathname.startsWith("/static/")) event.respondWith(fromShell(request));
  else if (request.mode === "navigate" && pathname.startsWith("/lapak/")) event.respondWith(page(event));
});

// A passkey or a PIN of one's own changes nobody.
function leaves(pathname) {
  return pathname.startsWith(PERSONS) && !/^(sidik-jari|pin)\//.test(pathname.slice(PERSONS.length));
}

// A promise that fails makes the browser try again later, also after the pages were closed.
async function sendInBackground() {
  if ((await sendAll()).left) throw new Error("later");
}

async function keepShell() {
  const cache = await caches.open(SHELL_CACHE);
  // a file at a time: on a bad link the next try goes on where this one stopped
  await Promise.all(SHELL.map(async (address) => {
    if (await cache.match(address)) return;
    const added = cache.add(address);
    // the app works without its dictionary, which a Lapak that is being updated may not have yet: it is asked for later
    await (address.startsWith(WORDS) ? added.catch(() => {}) : added);
  }));
}

// Any shell: pages kept before an update still name the files of the one before.
async function fromShell(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

// From Lapak; after a while without answer, or with none at all, as it was kept. What is kept is never waited for long.
async function page(event) {
  const { request } = event;
  const { url, referrer } = request;
  const asked = Promise.race([own(url), pause(SOON_MS)])
    .catch(() => {})
    .then((had) => fetchPacked(url, { redirect: "manual", referrer }, SHELL, had))
    .then(heard.bind(null, event, era));
  asked.catch(() => {});
  const slow = pause(PATIENCE_MS).then(() => kept(request));
  try {
    const answer = (await Promise.race([asked, slow])) ?? (await asked);
    return answer.status < 500 ? answer : ((await kept(request)) ?? answer);
  } catch {
    return (await kept(request)) ?? (await fromShell(new Request(NO_SIGNAL)));
  }
}

const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

function heard(event, since, answer) {
  const whose = answer.headers.get("X-Desk");
  if (answer.type === "opaqueredirect") {
    // a page of the desk sends us elsewhere: signed out, so nothing of it stays on a phone that is lent
    event.waitUntil(forget());
  } else if (whose) {
    const copy = answer.clone();
    event.waitUntil(remember(event.request.url, whose, copy, since).catch(() => {}));
  }
  return answer;
}

async function remember(address, whose, answer, since) {
  if (since !== era) return;
  const [person] = whose.split("-");
  const stalls = answer.headers.get("X-Desk-Stalls")?.split(" ") ?? [];
  const open = new Set(stalls.map((stall) => `${KEPT}${person}-${stall}`)); // not those whose consent was withdrawn
  const others = (await caches.keys()).filter((name) => name.startsWith(KEPT) && !open.has(name));
  await Promise.all(others.map((name) => caches.delete(name)));
  await keepMeta("now", whose);
  if (answer.status !== 200 || !answer.headers.has("X-Desk-Mark")) return;
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Set-Cookie"]) headers.delete(name);
  const seen = answer.headers.get("Date") ?? "";
  const text = (await answer.text()).replace("<html ", `<html data-kept="${seen}" `);
  if (since !== era) return;
  const cache = await caches.open(KEPT + whose);
  await cache.put(address.split("#")[0], new Response(text, { headers }));
  if (since !== era) await caches.delete(KEPT + whose);
}

async function dropOthers(own) {
  const others = (await caches.keys()).filter((name) => name.startsWith(KEPT) && name !== own);
  await Promise.all(others.map((name) => caches.delete(name)));
}

// The page as it was kept for whoever has the phone.
async function own(address, options) {
  const whose = await meta("now").catch(() => "");
  return whose ? (await caches.open(KEPT + whose)).match(address, options) : undefined;
}

async function kept(request) {
  const found = async () => (await own(request.url)) ?? (await own(request.url, { ignoreSearch: true }));
  return found().catch(() => undefined);
}

async function forget() {
  era += 1;
  await Promise.all([keepMeta("now", ""), keepMeta("refreshed", null)]).catch(() => {});
  const own = (await caches.keys()).filter((name) => name.startsWith(KEPT));
  await Promise.all(own.map((name) => caches.delete(name)));
}

// What should be readable without a link and is not here, or is older than Lapak's: fetched now, some pages at a time.
async function refresh() {
  const since = era;
  const last = await meta("refreshed");
  const updated = last?.version !== VERSION;
  const soon = Math.abs(Date.now() - (last?.at ?? 0)) < SELDOM_MS; // a clock that was set back looks again
  if (soon && last.whose === (await meta("now")) && !updated) return;
  await keepShell();
  const answer = await fetchPacked(LIST, { redirect: "error" }, SHELL);
  if (!answer.ok) return;
  const { whose, pages } = await answer.json();
  if (since !== era) return;
  const cache = await caches.open(KEPT + whose);
  const wanted = new Set(pages.map(([address]) => new URL(address, location.origin).href));
  const marks = new Set(pages.map(([, mark]) => mark));
  if (updated) await dropOthers(KEPT + whose);
  for (const { url } of await cache.keys()) {
    if (wanted.has(url)) continue;
    const closed = /\/lapak\/pesanan\/./.test(url); // the buyer's address goes
    const old = updated && !marks.has((await cache.match(url))?.headers.get("X-Desk-Mark")); // names files that go below
    if (closed || old) await cache.delete(url);
  }
  const missing = [];
  for (const [address, mark] of pages) {
    if ((await cache.match(address))?.headers.get("X-Desk-Mark") !== mark) missing.push(address);
  }
  const left = new Set(missing);
  for await (const [address, fresh] of fetchPages(LIST, missing, SHELL)) {
    if (since !== era || fresh.headers.get("X-Desk") !== whose) return;
    await remember(new URL(address, location.origin).href, whose, fresh, since);
    left.delete(address);
  }
  if (since !== era) return;
  const at = left.size ? Date.now() - SELDOM_MS + AGAIN_MS : Date.now();
  await keepMeta("refreshed", { whose, version: VERSION, at });
  if (left.size) return;
  const old = (await caches.keys()).filter((name) => name.startsWith("lapak-shell-") && name !== SHELL_CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}
