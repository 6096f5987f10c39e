// Offers units below a box in which part of a name is typed: a combobox with a listbox (arrow keys, Enter, Escape), bounded by the reader's mandate.
// Without scripts the form itself comes back with the units that answer.
(() => {
  const LEAST = 2, PAUSE_MS = 180;
  let boxes = 0;

  for (const place of document.querySelectorAll("[data-unit-box]")) {
    const box = place.querySelector("input[type=text]");
    const key = place.querySelector("input[type=hidden]");
    const tally = place.querySelector("[data-says]");
    if (!key) continue; // several answered already: they stand there to choose from
    const list = document.createElement("ul");
    list.id = `units-${(boxes += 1)}`;
    list.className = "unit-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", document.querySelector(`label[for="${box.id}"]`)?.textContent.trim() ?? "");
    list.hidden = true;
    place.append(list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
      box.setAttribute(name, value);
    }
    let at = -1, asked = 0, timer = null;

    const mark = (to) => {
      at = to;
      [...list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
      if (list.children[at]) {
        box.setAttribute("aria-activedescendant", list.children[at].id);
        list.children[at].scrollIntoView({ block: "nearest" });
      } else box.removeAttribute("aria-activedescendant");
    };
    const close = () => {
      list.hidden = true;
      box.setAttribute("aria-expanded", "false");
      mark(-1);
    };
    const pick = (option) => {
      key.value = option.dataset.key;
      box.value = option.textContent;
      close();
    };
    const show = (units) => {
      list.replaceChildren(
        ...units.map((unit, number) => {
          const option = document.createElement("li");
          option.id = `${list.id}-${number}`;
          option.setAttribute("role", "option");
          option.dataset.key = unit.key;
          option.textContent = unit.title;
          return option;
        }),
      );
      tally.textContent = units.length ? tally.dataset.says.replace("{units}", units.length) : tally.dataset.none;
      list.hidden = !units.length;
      box.setAttribute("aria-expanded", String(units.length > 0));
      mark(-1);
    };
    const ask = async () => {
      const number = (asked += 1);
      const answer = await fetch(`${place.dataset.unitBox}&q=${encodeURIComponent(box.value.trim())}`, { headers: { Accept: "application/json" } });
      const units = answer.ok ? (await answer.json()).units : [];
      if (number === asked && document.activeElement === box) show(units);
    };

    box.addEventListener("input", () => {
      key.value = "";
      clearTimeout(timer);
      if (box.value.trim().length < LEAST) close();
      else timer = setTimeout(ask, PAUSE_MS);
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
      if (list.hidden || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
      if (event.key === "Enter" && at < 0) return;
      event.preventDefault();
      if (event.key === "Enter") pick(list.children[at]);
      else mark((at + (event.key === "ArrowDown" ? 1 : -1) + list.children.length) % list.children.length);
    });
    box.addEventListener("blur", () => setTimeout(close, 150));
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) pick(option);
    });
  }
})();
