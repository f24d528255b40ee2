// The outbox page: what waits on this phone, what was refused and why, what somebody else changed, what was sent.
// Nothing leaves the list by itself but what Lapak has taken.
import { phone, ready } from "./phone.js";
import { changedOf } from "./prices.js";
import { finish, items, people, photosOfItem, replace, sent } from "./store.js";

const find = (name) => document.querySelector(`[data-outgoing-${name}]`);
const words = Object.fromEntries([...find("words").children].map((one) => [one.dataset.key, one.textContent]));
const dialog = document.querySelector("dialog[data-drop]");
const STEPS = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000]];
let shown = [];
let drawing = Promise.resolve();

function draw() {
  drawing = drawing.then(drawAll, drawAll);
  return drawing;
}

async function drawAll() {
  const all = await items();
  const tokens = new Map((await people()).map((one) => [one.person, one.token]));
  const here = all.filter((item) => item.stall === phone.stall || item.person === phone.person);
  const rows = await Promise.all(here.map((item) => row(item, tokens.get(item.person))));
  for (const address of shown) URL.revokeObjectURL(address);
  shown = rows.flatMap((one) => [...one.querySelectorAll("img[src]")].map((image) => image.src));
  find("rows").replaceChildren(...rows);
  const elsewhere = new Set(all.filter((item) => !here.includes(item)).map((item) => item.name));
  find("others").replaceChildren(...[...elsewhere].map((name) => line(words.others.replace("#", name), "")));
  const log = (await sent()).filter((note) => note.stall === phone.stall || note.person === phone.person);
  find("sent").replaceChildren(...log.map((note) => line(note.title, `${detail(note)} · ${words[note.state]}`)));
  find("some").hidden = !all.length;
  find("none").hidden = Boolean(all.length);
  find("log").hidden = !log.length;
  const count = find("count");
  count.textContent = all.length ? count.dataset.some.replace("#", all.length) : count.dataset.none;
}

async function row(item, token) {
  const made = find("row").content.firstElementChild.cloneNode(true);
  const part = (name) => made.querySelector(`[data-${name}]`);
  const own = item.person === phone.person;
  made.id = `kiriman-${item.seq}`;
  const state = item.state === "waiting" && !token && !own ? "who" : item.state;
  part("state").textContent = words[state].replace("#", item.name);
  part("state").classList.add(`state--${state === "waiting" ? "wait" : "bad"}`);
  part("title").textContent = item.title;
  part("detail").textContent = detail(item);
  const [photo] = await photosOfItem(item.key);
  if (photo) {
    part("picture").src = URL.createObjectURL(photo.blob);
    part("picture").hidden = false;
  }
  const sentence = item.state === "waiting" ? "" : words[item.code] || item.sentence;
  part("sentence").hidden = !sentence;
  part("sentence").querySelector("span").textContent = sentence;
  part("choose").hidden = item.state !== "conflict" || !own;
  for (const [side, told] of [["mine", item.yours], ["theirs", item.theirs]]) {
    part(side).querySelector("strong").textContent = told?.words ?? "";
    part(side).addEventListener("click", () => choose(item, side));
  }
  part("mend").hidden = item.state !== "refused";
  part("mend").href = `${item.from}#perbaiki-${item.seq}`;
  part("drop-ask").addEventListener("click", () => askDrop(item, part("picture")));
  part("acts").hidden = !own || item.state === "conflict";
  return made;
}

function line(title, more) {
  const made = find("line").content.firstElementChild.cloneNode(true);
  made.querySelector("[data-title]").textContent = title;
  made.querySelector("[data-detail]").textContent = more;
  return made;
}

const detail = (item) => [words[item.act], item.name, since(item.made_at)].filter(Boolean).join(" · ");

// By the phone's own clock on both sides, so a wrong clock tells no wrong time.
function since(madeAt) {
  const passed = Date.now() - Date.parse(madeAt);
  const [unit, size] = STEPS.find(([, length]) => passed >= length) ?? [];
  if (!unit) return words.now;
  const { lang } = document.documentElement;
  return new Intl.RelativeTimeFormat(lang, { numeric: "always" }).format(-Math.floor(passed / size), unit);
}

// Mine: a new act that has seen what stands there now, of what I changed only. Theirs: mine is put aside.
async function choose(item, side) {
  const { seq, sentence, theirs, yours, ...kept } = item;
  if (side === "mine") {
    const { version, price, stock } = theirs;
    const input = { ...item.input, ...changedOf(item.input), base: { version, price, stock } };
    await replace(seq, { ...kept, key: crypto.randomUUID(), input, state: "waiting" });
    dispatchEvent(new Event("lapak-queued"));
  } else await putAside(item);
  await draw();
}

async function putAside(item) {
  const { key, act, title, person, name, stall, made_at } = item;
  await finish(item.seq, { key, act, title, person, name, stall, made_at, state: "dropped" });
  dispatchEvent(new Event("lapak-queued"));
}

function askDrop(item, picture) {
  const image = dialog.querySelector("[data-picture]");
  image.hidden = picture.hidden;
  if (picture.src) image.src = picture.src;
  dialog.querySelector("[data-title]").textContent = item.title;
  dialog.querySelector("[data-drop-yes]").onclick = async () => {
    dialog.close();
    await putAside(item);
    await draw();
    document.querySelector("h1").focus();
  };
  dialog.showModal();
}

if (await ready) {
  document.querySelector("[data-send-now]").addEventListener("click", () => dispatchEvent(new Event("lapak-queued")));
  new BroadcastChannel("lapak-outbox").addEventListener("message", draw);
  await draw();
  document.querySelector(`[id="${location.hash.slice(1)}"]`)?.scrollIntoView({ block: "center" });
} else {
  find("plain").hidden = false;
  document.querySelector("[data-outgoing]").hidden = true;
}
