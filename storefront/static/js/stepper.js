// Plus and minus beside a number field, within its min and max.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-stepper] [data-by]");
  if (!button) return;
  const input = button.parentElement.querySelector("input");
  const wanted = (Number.parseInt(input.value, 10) || 0) + Number(button.dataset.by);
  input.value = Math.min(Number(input.max), Math.max(Number(input.min), wanted));
  for (const other of button.parentElement.querySelectorAll("[data-by]")) {
    const edge = Number(other.dataset.by) < 0 ? input.min : input.max;
    other.disabled = input.value === edge;
  }
});
