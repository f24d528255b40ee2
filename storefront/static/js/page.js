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

// What was chosen to be sent, by its name, and a photo by its picture: the browser's own line is in its own language.
document.addEventListener("change", ({ target }) => {
  const told = target.type === "file" && document.querySelector(`.file__told[for="${target.id}"]`);
  if (told) told.replaceChildren(...[...target.files].map(chosen));
});

function chosen(file) {
  const row = document.createElement("span");
  if (file.type.startsWith("image/")) {
    const picture = new Image();
    picture.alt = "";
    picture.onload = () => URL.revokeObjectURL(picture.src);
    picture.onerror = () => picture.remove(); // a kind that only the server reads
    picture.src = URL.createObjectURL(file);
    row.append(picture);
  }
  row.append(file.name);
  return row;
}

// Signing out takes along the pages that were kept for reading without a link: a phone is lent.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("action") !== "/keluar/") return;
  event.preventDefault();
  await Promise.race([forget(), new Promise((done) => { setTimeout(done, 2000); })]).catch(() => {});
  form.submit();
});

async function forget() {
  const worker = (await navigator.serviceWorker?.getRegistration("/lapak/"))?.active;
  if (!worker) return;
  const { port1, port2 } = new MessageChannel();
  const forgotten = new Promise((done) => { port1.onmessage = done; });
  worker.postMessage("forget", [port2]);
  await forgotten;
}
