// Price and stock in the list: the answer to a refused change is swapped in too, and Simpan shows up when needed.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([409, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("input", (event) => {
  event.target.closest("[data-pack]")?.classList.add("pack--changed");
});
