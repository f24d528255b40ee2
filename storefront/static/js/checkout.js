// Typed text must survive a recalculation: htmx sends the whole form, and the page comes back with the same values.
// What is left to do here: keep the place on the page, because the new form is as tall as the old one.
document.addEventListener("htmx:beforeSwap", (event) => {
  event.detail.shouldSwap = event.detail.xhr.status < 500;
  event.detail.isError = false;
});
