// "Copy the link": the only thing a public page does with a script of its own besides look.js and whence.js.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const said = button.parentElement.querySelector("[data-copied]");
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    said.textContent = button.dataset.done;
  } catch {
    said.textContent = button.dataset.copy; // no clipboard here: show the link, so that it can be copied by hand
  }
});
