// A price typed so far from how it stood that a zero too many or too few is likelier: a word beside it, and no more.
import { amount } from "./prices.js";

const TIMES = 8; // as catalog/products/suggesting.py

function look(place) {
  const slip = place.querySelector("[data-slip]");
  const now = amount(place.querySelector("[data-slip-price]").value);
  const was = Number(slip.dataset.slip);
  slip.hidden = !(was > 0 && now > 0 && (now >= was * TIMES || now * TIMES <= was));
}

document.addEventListener("input", (event) => {
  const place = event.target.closest("[data-slip-place]");
  if (place) look(place);
});
for (const place of document.querySelectorAll("[data-slip-place]")) look(place);
