// Prices of today: plus and minus by the size of the price, and what changed is counted.
// `rowsOf(form)` answers the rows that changed, as the act "prices.today" takes them.
const MARKS = /[^0-9]/g;

/** Whole rupiah as typed: "25.000", "Rp25.000", "25rb", "1,2jt"; NaN when it is none of these. */
export function amount(text) {
  const found = /^(?:rp|idr)?\.?\s*([0-9][0-9.,]*?)\s*(rb|ribu|k|jt|juta)?\s*(?:,-+)?$/i.exec(text.trim());
  if (!found) return Number.NaN;
  const times = { rb: 1e3, ribu: 1e3, k: 1e3, jt: 1e6, juta: 1e6 }[found[2]?.toLowerCase()] ?? 1;
  const grouped = /^[0-9]{1,3}([.,][0-9]{3})+$/.test(found[1]) && times < 1e6;
  const number = grouped ? found[1].replace(MARKS, "") : found[1].replace(",", ".");
  return Math.round(Number(number) * times);
}

/** The rows of the form that differ from what the page showed. */
export function rowsOf(form) {
  return [...form.querySelectorAll("[data-row]")].filter(changed).map((row) => ({
    variant: Number(row.dataset.actVariant),
    price: field(row, "price").value.trim(),
    stock: field(row, "stock").value.trim(),
    base: JSON.parse(row.dataset.actBase),
  }));
}

/** By variant, how a person calls each of those rows. */
export function titlesOf(form) {
  const rows = [...form.querySelectorAll("[data-row]")].filter(changed);
  return Object.fromEntries(rows.map((row) => [row.dataset.actVariant, row.querySelector("label .unseen").textContent]));
}

/** What was taken is what the page shows now: whoever goes on typing conflicts with nobody. */
export function rebase(form, rows) {
  for (const { variant, now } of rows.filter(({ state }) => state === "saved" || state === "same")) {
    const base = JSON.stringify({ version: now.version, price: now.price, stock: now.stock });
    form.querySelector(`[data-row][data-act-variant="${variant}"]`).dataset.actBase = base;
  }
}

/** Price and stock as typed, "" for what was left as its page showed it: what was sold since must not come back. */
export function changedOf({ price = "", stock = "", base }) {
  return { price: amount(price) === base.price ? "" : price, stock: stock.trim() === base.stock ? "" : stock };
}

const field = (row, name) => row.querySelector(`[data-field="${name}"]`);

function changed(row) {
  const choice = row.querySelector("[type=radio]:checked");
  if (choice?.value === "theirs") return false;
  const base = JSON.parse(row.dataset.actBase);
  return amount(field(row, "price").value) !== base.price || field(row, "stock").value.trim() !== base.stock;
}

function look(row) {
  row.classList.toggle("price-row--changed", changed(row));
}

function count(form) {
  const word = form.querySelector("[data-count]");
  const many = rowsOf(form).length;
  word.dataset.all ??= word.textContent;
  word.textContent = { 0: word.dataset.all, 1: word.dataset.one }[many] ?? word.dataset.many.replace("#", many);
}

function step(button) {
  const box = button.closest("[data-stepper-of]");
  const input = box.querySelector("input");
  const by = Number(box.dataset.by) * Number(button.dataset.way);
  if (box.dataset.stepperOf === "price") {
    const from = amount(input.value) || 0;
    const snapped = by > 0 ? Math.floor(from / by) * by : Math.ceil(from / -by) * -by;
    input.value = Math.max(snapped + by, 1).toLocaleString("id-ID");
  } else {
    const from = Number(input.value.replace(/\./g, "").replace(",", ".")) || 0;
    input.value = String(Math.max(0, Math.round((from + by) * 1000) / 1000)).replace(".", ",");
  }
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

const form = document.querySelector("[data-prices]");
form?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-way]");
  if (button) step(button);
});
form?.addEventListener("input", (event) => {
  const row = event.target.closest("[data-row]");
  if (row) look(row);
  count(form);
});
if (form) {
  form.querySelectorAll("[data-row]").forEach(look);
  count(form);
}
