// On every page of the desk: the strip that tells what waits, the phone's token, the service worker, and when to send.
// Where the browser keeps nothing (a private window, an old phone) all of this stays away and forms are sent as ever.
import "./forms.js";
import "./leaving.js";
import "./mending.js";
import { phone, ready } from "./phone.js";
import { sendAll } from "./sending.js";
import { items, keepPerson, people, person } from "./store.js";
import { notice, said } from "./words.js";

const SLOWEST_S = 600; // between two tries where Lapak answers and takes nothing
const NO_LINK_S = 60; // and where the link was lost: it may be back, and asking costs Lapak nothing
const strip = document.querySelector("[data-link]");
const keptAt = document.documentElement.dataset.kept;
let grown = 1; // seconds: how long it takes until the next try
let more = false;
let timer;
let running;

/** Sends now; while something is left, again after a growing pause. */
function send() {
  clearTimeout(timer);
  more = Boolean(running);
  running ??= sendOnce().finally(() => {
    running = undefined;
    if (more) send(); // something was added while the round ended
  });
}

async function sendOnce() {
  const { left, lost, moved, after } = await sendAll().catch(() => ({ left: true, after: 0 }));
  const renewed = await askToken().catch(() => false);
  await show();
  if (moved) grown = 1;
  else grown = lost ? Math.min(NO_LINK_S, grown * 1.3) : Math.min(SLOWEST_S, grown * 2); // a bad link is no full Lapak
  if (renewed && grown <= 2) timer = setTimeout(send, 0);
  else if (left || renewed) timer = setTimeout(send, pause(after));
}

// In milliseconds: longer each time nothing moved, never the same on two phones, never sooner than Lapak asked for.
function pause(after) {
  return Math.min(SLOWEST_S, Math.max(after, grown * (0.5 + Math.random()))) * 1000;
}

/** One token a person and phone; a page kept from earlier has no session to ask with. */
async function askToken() {
  if (keptAt !== undefined || (await person(phone.person))?.token) return false;
  return navigator.locks.request("lapak-token", async () => {
    if ((await person(phone.person))?.token) return false;
    const headers = { "Content-Type": "application/json", "X-CSRFToken": strip.dataset.csrf };
    const body = JSON.stringify({ label: navigator.userAgentData?.platform ?? navigator.platform ?? "" });
    const answer = await fetch("/lapak/perangkat/", { method: "POST", headers, body, redirect: "error" });
    const given = answer.status === 201 ? await answer.json() : null;
    if (given?.person !== phone.person) return false;
    await keepPerson({ person: given.person, name: given.name, token: given.token });
    return true;
  });
}

async function show() {
  const all = await items();
  const tokens = new Map((await people()).map((one) => [one.person, one.token]));
  const asked = all.filter((item) => item.state !== "waiting").length;
  const strangers = all.filter((item) => item.state === "waiting" && !tokens.get(item.person)).length;
  const waits = all.length - asked - strangers;
  const line = strip.querySelector("[data-link-waits]");
  const words = [[asked, "refused"], [waits, "waits"], [strangers, "who"]].filter(([many]) => many);
  line.hidden = !words.length;
  line.querySelector("span").textContent = words.map(([many, word]) => strip.dataset[word].replace("#", many)).join(" · ");
  line.classList.toggle("link-strip__line--bad", asked > 0);
}

function showKept() {
  if (keptAt === undefined) return;
  const line = strip.querySelector("[data-link-kept]");
  const at = new Date(keptAt);
  const zone = { timeZone: strip.dataset.zone };
  const day = new Intl.DateTimeFormat("id", { day: "numeric", month: "short", ...zone });
  const time = new Intl.DateTimeFormat("id", { hour: "2-digit", minute: "2-digit", ...zone }).format(at);
  const when = day.format(at) === day.format(new Date()) ? time : `${time}, ${day.format(at)}`;
  line.querySelector("span").textContent = strip.dataset.kept.replace("#", when);
  line.hidden = false;
  for (const old of document.querySelectorAll(".notices[role=status]")) old.remove(); // it was said when it was done
}

async function install() {
  if (!navigator.serviceWorker) return;
  const registration = await navigator.serviceWorker.register("/lapak/sw.js", { scope: "/lapak/" });
  const fresh = () => {
    // an app that was updated waits until nothing is being sent
    const { waiting } = registration;
    if (waiting) navigator.locks.request("lapak-outbox", () => waiting.postMessage("take over"));
  };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", fresh));
  fresh();
  await navigator.serviceWorker.ready;
  navigator.serviceWorker.controller?.postMessage("refresh");
}

showKept();
for (const sentence of said()) document.querySelector("main .desk-wrap")?.prepend(notice("good", sentence));
if (await ready) {
  new BroadcastChannel("lapak-outbox").addEventListener("message", show);
  addEventListener("lapak-queued", () => { grown = 1; show(); send(); });
  addEventListener("online", () => { grown = 1; send(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  await show();
  send();
}
const idle = globalThis.requestIdleCallback ?? setTimeout;
idle(() => install().catch(() => {}));
