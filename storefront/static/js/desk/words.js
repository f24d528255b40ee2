// Sentences the page brought along, put where they are read; one of them may wait for the next page.
const SAID = "lapak-said";
const strip = document.querySelector("[data-link]");

export const word = (name, many = "") => strip.dataset[name].replace("#", many);

/** A notice of the page's own making: good, wait or bad. */
export function notice(kind, sentence) {
  const made = strip.querySelector(`[data-notice=${kind}]`).content.firstElementChild.cloneNode(true);
  made.querySelector("p").textContent = sentence;
  return made;
}

export function sayNext(sentence) {
  sessionStorage.setItem(SAID, sentence);
}

export function said() {
  const sentence = sessionStorage.getItem(SAID);
  sessionStorage.removeItem(SAID);
  return sentence ? [sentence] : [];
}
