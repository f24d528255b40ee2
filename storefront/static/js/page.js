// With scripts on, comforts may show themselves (.only-js), and a form marked data-once is sent once however often
// it is tapped. The server keeps its own guard: this only spares the waiting person a second try.
document.documentElement.classList.add("js");

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]") || event.submitter?.formNoValidate) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
