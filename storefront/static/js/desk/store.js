// What this phone keeps: people's tokens, acts that wait, their photos, and what was sent. A write is whole or not.
// Nothing is ordered or thrown away by the phone's clock, which may be a day off: a growing number does it.
const NAME = "lapak";
const LOG_MOST = 50;
// One step a version, only ever added to: a phone comes from any of them, with acts inside.
const STEPS = [
  (db) => {
    db.createObjectStore("people", { keyPath: "person" });
    db.createObjectStore("items", { keyPath: "seq", autoIncrement: true }).createIndex("key", "key", { unique: true });
    db.createObjectStore("photos", { keyPath: "key" }).createIndex("item", "item");
  },
  (db) => {
    db.createObjectStore("log", { keyPath: "seq", autoIncrement: true });
    db.createObjectStore("meta", { keyPath: "id" });
  },
];
let opened;

export function open() {
  opened ??= connect(STEPS.length).catch((error) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

function connect(version) {
  return new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, version);
    asked.onupgradeneeded = ({ oldVersion }) => {
      for (const step of STEPS.slice(oldVersion)) step(asked.result);
    };
    asked.onsuccess = () => {
      const db = asked.result;
      const forget = () => { opened = undefined; };
      db.onclose = forget;
      db.onversionchange = () => { db.close(); forget(); };
      done(db);
    };
    asked.onerror = () => {
      // a newer app was here: its stores hold ours too
      if (version && asked.error.name === "VersionError") connect().then(done, fail);
      else fail(asked.error);
    };
  });
}

// Runs `work` in one transaction and answers its request's result once all of it is on the disk.
async function run(stores, mode, work) {
  const db = await open();
  return new Promise((done, fail) => {
    const transaction = db.transaction(stores, mode, { durability: "strict" });
    let request;
    transaction.oncomplete = () => done(request?.result);
    transaction.onabort = () => fail(transaction.error ?? new DOMException("aborted", "AbortError"));
    request = work(transaction);
  });
}

const all = (store) => run([store], "readonly", (transaction) => transaction.objectStore(store).getAll());
const one = (store, key) => run([store], "readonly", (transaction) => transaction.objectStore(store).get(key));
const put = (store, value) => run([store], "readwrite", (transaction) => transaction.objectStore(store).put(value));

export const items = () => all("items");
export const item = (seq) => one("items", seq);
export const sent = async () => (await all("log")).reverse();
export const person = (id) => one("people", id);
export const people = () => all("people");
export const keepPerson = (value) => put("people", value);
export const meta = async (id) => (await one("meta", id))?.value;
export const keepMeta = (id, value) => put("meta", { id, value });

// The first that waits after `seq`; what is added while a round runs is met in the same round.
export async function nextWaiting(seq) {
  const later = await run(["items"], "readonly", (transaction) =>
    transaction.objectStore("items").getAll(IDBKeyRange.lowerBound(seq, true)));
  return later.find((found) => found.state === "waiting");
}

// Writes acts with their photos, all or none, in the place of those numbered `instead`; answers their numbers in order.
export function add(made, instead = []) {
  return run(["items", "photos"], "readwrite", (transaction) => {
    const kept = new Set(made.flatMap(({ photos }) => photos.map((photo) => photo.key)));
    for (const seq of instead) remove(transaction, seq, kept);
    const result = [];
    for (const { item: value, photos } of made) {
      for (const photo of photos) transaction.objectStore("photos").put({ ...photo, item: value.key });
      transaction.objectStore("items").add(value).onsuccess = ({ target }) => result.push(target.result);
    }
    return { result };
  });
}

// An act in the place of another that is still there: a second tap finds it gone and adds nothing.
export function replace(seq, value) {
  return run(["items", "photos"], "readwrite", (transaction) => {
    const store = transaction.objectStore("items");
    const asked = store.get(seq);
    asked.onsuccess = () => {
      if (!asked.result) return;
      remove(transaction, seq);
      store.add(value);
    };
    return asked;
  });
}

export function change(seq, news) {
  return run(["items"], "readwrite", (transaction) => {
    const store = transaction.objectStore("items");
    const asked = store.get(seq);
    asked.onsuccess = () => { if (asked.result) store.put({ ...asked.result, ...news }); };
    return asked;
  });
}

// Takes an act out for good, because it was done or its author threw it away, and notes that; `left` takes its place.
export function finish(seq, note, left = []) {
  return run(["items", "photos", "log"], "readwrite", (transaction) => {
    remove(transaction, seq);
    for (const value of left) transaction.objectStore("items").add(value);
    const log = transaction.objectStore("log");
    log.add(note).onsuccess = ({ target }) => log.delete(IDBKeyRange.upperBound(target.result - LOG_MOST));
  });
}

function remove(transaction, seq, kept = new Set()) {
  const store = transaction.objectStore("items");
  store.get(seq).onsuccess = ({ target }) => {
    if (!target.result) return;
    store.delete(seq);
    const photos = transaction.objectStore("photos");
    photos.index("item").getAllKeys(target.result.key).onsuccess = ({ target: { result } }) => {
      for (const key of result) if (!kept.has(key)) photos.delete(key);
    };
  };
}

export const photo = (key) => one("photos", key);
export const photosOfItem = (key) => run(["photos"], "readonly", (transaction) =>
  transaction.objectStore("photos").index("item").getAll(key));
export const keepPhoto = (value) => put("photos", value);
