// A choice that changes the sum asks the server for it; htmx sends the whole form and puts the answer in its place.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-reckon]")) event.target.form.dispatchEvent(new Event("reckon"));
});

// Answers with a sentence for the person (422 and the like) are pages too.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status < 400 || event.detail.xhr.status >= 500) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});
