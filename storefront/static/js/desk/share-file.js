// <button data-share-file="/address.pdf" data-name="label.pdf" hidden>: hands a file to the phone's own share sheet.
// Shown only where the browser can share files; the link beside it downloads everywhere.
function probe(name) {
  const file = new File([""], name, { type: "application/pdf" });
  return Boolean(navigator.canShare?.({ files: [file] }));
}

for (const button of document.querySelectorAll("[data-share-file]")) {
  const { shareFile: address, name } = button.dataset;
  if (!probe(name)) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(String(answer.status));
      const file = new File([await answer.blob()], name, { type: "application/pdf" });
      await navigator.share({ files: [file], title: name });
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    } finally {
      button.disabled = false;
    }
  });
}
