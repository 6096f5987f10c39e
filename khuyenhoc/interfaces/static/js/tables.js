// Sorts <table data-live>, all of whose rows are on the page, and searches it without accents from its tools (data-table="its id").
// What is no table is searched too: its data-row elements are the rows, and a data-rows element with none left to show goes with them.
// Without scripts the headings and the search box of a long list are links and a form of the server's.
(() => {
  const plain = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase().replace(/\s+/g, " ").trim();
  const order = new Intl.Collator("vi", { numeric: true });
  const rowsOf = (table) =>
    table.tBodies ? [...table.tBodies[0].rows].filter((row) => !row.classList.contains("total")) : [...table.querySelectorAll("[data-row]")];
  const textOf = (row, column) => row.cells[column]?.dataset.value ?? row.cells[column]?.textContent.trim() ?? "";

  const compare = (a, b) => {
    if (a === "" || b === "") return (a === "") - (b === ""); // an empty cell goes last
    const [x, y] = [Number(a), Number(b)];
    return Number.isNaN(x) || Number.isNaN(y) ? order.compare(a, b) : x - y;
  };
  const sort = (table, head, column) => {
    const upward = head.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", upward ? "ascending" : "descending");
    const rows = rowsOf(table).sort((a, b) => compare(textOf(a, column), textOf(b, column)) * (upward ? 1 : -1));
    const totals = [...table.tBodies[0].rows].filter((row) => row.classList.contains("total"));
    table.tBodies[0].append(...rows, ...totals);
  };
  const search = (table, words, tally) => {
    const rows = rowsOf(table);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !words.every((word) => plain(row.textContent).includes(word));
      shown += row.hidden ? 0 : 1;
    }
    for (const group of table.querySelectorAll("[data-rows]")) group.hidden = !group.querySelector("[data-row]:not([hidden])");
    tally.textContent = words.length ? tally.dataset.says.replace("{shown}", shown).replace("{all}", rows.length) : "";
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const tools of document.querySelectorAll("[data-table]")) {
      const table = document.getElementById(tools.dataset.table);
      const [box, tally] = [tools.querySelector("input[type=search]"), tools.querySelector("[data-says]")];
      if (!box || !table || (table.tBodies && !("live" in table.dataset))) continue;
      box.addEventListener("input", () => search(table, plain(box.value).split(" ").filter(Boolean), tally));
    }
    for (const table of document.querySelectorAll("table[data-live]")) {
      [...table.tHead.rows[table.tHead.rows.length - 1].cells].forEach((head, column) => {
        if (head.hasAttribute("data-unsorted")) return;
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = head.textContent.trim();
        head.replaceChildren(button);
        button.addEventListener("click", () => sort(table, head, column));
      });
    }
  });
})();
