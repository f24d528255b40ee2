// A photo just chosen is shown in its frame before it is sent.
for (const shot of document.querySelectorAll("[data-shot]")) {
  const frame = shot.closest("form");
  const picture = frame.querySelector("[data-picture]");
  const word = frame.querySelector("[data-again]");
  shot.addEventListener("change", () => {
    const [file] = shot.files;
    if (!file || !picture) return;
    if (picture.src.startsWith("blob:")) URL.revokeObjectURL(picture.src);
    picture.src = URL.createObjectURL(file);
    picture.hidden = false;
    if (word) word.textContent = word.dataset.again;
  });
}
