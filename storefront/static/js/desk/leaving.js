// Signing out while something waits: it stays on the phone, but is sent only after its author signs in again here.
import { phone, ready } from "./phone.js";
import { items } from "./store.js";

const dialog = document.querySelector("dialog[data-leave]");
const form = dialog && [...document.forms].find((one) => one.action === new URL(dialog.dataset.leave, location).href);

form?.addEventListener("submit", async (event) => {
  if (form.dataset.sure) return;
  event.preventDefault();
  event.stopPropagation();
  const own = (await ready) ? (await items()).filter((item) => item.person === phone.person) : [];
  if (own.length) ask(own.length);
  else leave();
});
dialog?.querySelector("[data-leave-sure]").addEventListener("click", leave);

function ask(many) {
  const words = dialog.querySelector("[data-leave-words]");
  words.dataset.all ??= words.textContent;
  words.textContent = words.dataset.all.replace("#", many);
  dialog.showModal();
}

function leave() {
  form.dataset.sure = "1";
  dialog.close();
  form.requestSubmit();
}
