// Who works at which stall on this page, and whether this browser can keep what they do.
import { open } from "./store.js";

const { person, name, stall, stallName } = document.querySelector("[data-link]").dataset;
export const phone = { person: Number(person), name, stall: Number(stall), stallName };

/** Resolves to whether acts can be kept: a database that opens, locks, and hashes (so HTTPS or this machine). */
export const ready = able();

async function able() {
  try {
    if (!indexedDB || !navigator.locks || !crypto.subtle || !crypto.randomUUID) return false;
    await open();
    return true;
  } catch {
    return false;
  }
}
