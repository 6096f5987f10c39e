// Codes of paper sheets are looked at as they are typed: mistyped, of another list, typed twice. The server looks again; without scripts it alone does.
(() => {
  const form = document.querySelector("form[data-papers]");
  const place = document.getElementById("known-sheets");
  if (!form || !place) return;
  const { alphabet, all, sheets } = JSON.parse(place.textContent);
  const rows = () => [...form.querySelectorAll("tbody tr")];
  const codeOf = (row) => row.querySelector("input.code");
  const plain = (text) => text.toUpperCase().replace(/[ \-–.\t]/g, "");

  // The same sum as on the server: the lowest digit weighs 2, the next 3, and so on.
  const isWhole = (code) => {
    const signs = [...code].map((sign) => alphabet.indexOf(sign));
    if (signs.length < 6 || signs.length > 14 || signs.includes(-1)) return false;
    const check = signs.pop();
    return signs.reverse().reduce((sum, digit, at) => sum + (at + 2) * digit, 0) % alphabet.length === check;
  };

  const look = (row, isLeft) => {
    const cell = codeOf(row);
    const said = row.querySelector("[data-whose]");
    const code = plain(cell.value);
    const known = sheets[code];
    const twin = code && rows().find((other) => other !== row && plain(codeOf(other).value) === code);
    let words = "", wrong = false;
    if (code && !isWhole(code)) {
      wrong = isLeft || code.length >= 6;
      words = wrong ? form.dataset.mistyped : "";
    } else if (twin) [words, wrong] = [form.dataset.again.replace("{row}", rows().indexOf(twin) + 1), true];
    else if (known) {
      const [holder, how] = known;
      words = how === "open" ? holder : `${holder} – ${how === "typed" ? form.dataset.typed : form.dataset.past}`;
      wrong = how === "past";
    } else if (code && all) [words, wrong] = [form.dataset.elsewhere, true];
    cell.setAttribute("aria-invalid", wrong ? "true" : "false");
    if (said.textContent !== words) said.textContent = words;
  };

  // A pile is longer than the page: typing into the last row adds a row below.
  const MOST = 400;
  const grow = (row) => {
    const at = Number(codeOf(row).name.slice(2)) + 1;
    if (row.nextElementSibling || at >= MOST) return;
    const next = row.cloneNode(true);
    for (const problem of next.querySelectorAll(".field-error")) problem.remove();
    for (const said of next.querySelectorAll("output, [data-says]")) said.textContent = "";
    for (const cell of next.querySelectorAll("input")) {
      cell.value = "";
      cell.name = cell.name.replace(/^([cm]-)\d+/, `$1${at}`);
      cell.setAttribute("aria-label", cell.getAttribute("aria-label").replace(/\d+/, at + 1));
      cell.removeAttribute("aria-invalid");
    }
    row.after(next);
  };

  form.addEventListener("input", (event) => {
    if (!event.target.matches("input.code")) return;
    const row = event.target.closest("tr");
    look(row, false);
    grow(row);
  });
  form.addEventListener("focusout", (event) => {
    if (event.target.matches("input.code")) for (const row of rows()) if (codeOf(row).value) look(row, true);
  });
  for (const row of rows()) if (codeOf(row).value) look(row, true);
  const first = rows().map(codeOf).find((cell) => !cell.value);
  if (first && !form.querySelector("[aria-invalid=true]")) first.focus();
})();
