// Grids are filled in with the keyboard alone: arrows and Enter move, Ctrl+S stores, totals are computed while the user types. Without scripts they are forms.
(() => {
  const number = (text) => (/^\d+([.,]\d+)?$/.test(text.trim()) ? Number(text.trim().replace(",", ".")) : null);
  const said = (value) => String(Math.round(value * 100) / 100).replace(".", ",");

  const total = (row, passes, words) => {
    const place = row.querySelector("[data-total]");
    if (!place) return;
    let sum = 0, all = true, low = false, any = false;
    for (const cell of row.querySelectorAll("input.mark")) {
      const value = number(cell.value);
      const wrong = cell.value.trim() !== "" && (value === null || (cell.dataset.most && value > number(cell.dataset.most)));
      cell.setAttribute("aria-invalid", wrong ? "true" : "false");
      any = any || cell.value.trim() !== "";
      if (value === null) all = false;
      else {
        sum += value;
        low = low || (cell.dataset.least && value < number(cell.dataset.least));
      }
    }
    place.textContent = any ? said(sum) + (all ? "" : " …") : "";
    const reaches = all && any && passes !== null ? sum >= passes && !low : null;
    row.querySelector("[data-says]").textContent = reaches === null ? "" : reaches ? words.reaches : words.below;
  };

  const move = (grid, cell, down, across) => {
    const row = cell.closest("tr");
    const cells = [...row.querySelectorAll("input:not([type=hidden]), select")];
    const at = cells.indexOf(cell);
    if (across) return cells[at + across];
    const rows = [...grid.querySelectorAll("tbody tr")];
    for (let r = rows.indexOf(row) + down; rows[r]; r += down) {
      const found = [...rows[r].querySelectorAll("input:not([type=hidden]), select")][at];
      if (found) return found;
    }
    return null;
  };

  for (const grid of document.querySelectorAll("[data-grid]")) {
    const passes = grid.dataset.passes ? number(grid.dataset.passes) : null;
    for (const row of grid.querySelectorAll("tbody tr")) total(row, passes, grid.dataset);
    grid.addEventListener("input", (event) => total(event.target.closest("tr"), passes, grid.dataset));
    grid.addEventListener("keydown", (event) => {
      const cell = event.target;
      const isText = cell.matches("input[type=text]");
      if (!isText && !cell.matches("input[type=checkbox]")) return;
      const start = !isText || (cell.selectionStart === 0 && (cell.selectionEnd === 0 || cell.selectionEnd === cell.value.length));
      const end = !isText || cell.selectionEnd === cell.value.length;
      const steps = { ArrowDown: [1, 0], ArrowUp: [-1, 0], Enter: [event.shiftKey ? -1 : 1, 0] };
      if (start) steps.ArrowLeft = [0, -1];
      if (end) steps.ArrowRight = [0, 1];
      const step = steps[event.key];
      if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
      const next = move(grid, cell, ...step);
      if (event.key === "Enter" || next) event.preventDefault();
      if (!next) return;
      next.focus();
      if (next.select) next.select();
    });
  }

  for (const form of document.querySelectorAll("[data-grid-form]")) {
    let changed = false;
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", () => { changed = false; });
    document.addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      form.requestSubmit();
    });
    window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  }

  for (const form of document.querySelectorAll("[data-choosing]")) {
    const all = form.querySelector("[data-choose-all]");
    if (!all) continue;
    const rows = [...form.querySelectorAll("input[name=row]")];
    const tell = () => {
      const chosen = rows.filter((row) => row.checked).length;
      all.checked = chosen === rows.length;
      all.indeterminate = chosen > 0 && chosen < rows.length;
    };
    all.addEventListener("change", () => { for (const row of rows) row.checked = all.checked; });
    form.addEventListener("change", tell);
    tell();
  }
})();
