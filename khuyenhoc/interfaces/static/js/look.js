// Runs before the page is painted: says that scripts run, and puts back the reader's text size and ground.
// Both live in this browser's localStorage and nowhere else; no cookie is set.
(() => {
  const root = document.documentElement;
  const choices = { text: ["1", "2", "3"], theme: ["light", "dark"] };
  const stored = (name) => {
    try {
      return localStorage.getItem(`khuyenhoc.${name}`);
    } catch {
      return null; // private windows may refuse
    }
  };
  const keep = (name, value) => {
    try {
      localStorage.setItem(`khuyenhoc.${name}`, value);
    } catch {
      // the choice then lasts as long as the page
    }
  };
  const wear = (name, value) => {
    if (choices[name].includes(value)) root.dataset[name] = value;
    else delete root.dataset[name];
  };
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  const press = () => {
    for (const button of document.querySelectorAll("[data-choose-text]")) {
      button.setAttribute("aria-pressed", String((root.dataset.text ?? "1") === button.dataset.chooseText));
    }
    for (const button of document.querySelectorAll("[data-switch-theme]")) {
      button.textContent = isDark() ? button.dataset.toLight : button.dataset.toDark;
    }
  };
  const choose = (name, value) => {
    wear(name, value);
    keep(name, value);
    press();
  };

  root.classList.add("has-script");
  for (const name of Object.keys(choices)) wear(name, stored(name));
  document.addEventListener("DOMContentLoaded", press);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-choose-text], [data-switch-theme], [data-print], [data-copy]");
    if (!button) return;
    if ("print" in button.dataset) window.print();
    else if ("copy" in button.dataset) navigator.clipboard.writeText(button.dataset.copy).then(() => (button.textContent = button.dataset.copied));
    else if ("switchTheme" in button.dataset) choose("theme", isDark() ? "light" : "dark");
    else choose("text", button.dataset.chooseText);
  });

  // A list of the menu closes when the reader turns elsewhere.
  const shut = (but) => {
    for (const group of document.querySelectorAll(".menu-group[open]")) if (!but || !group.contains(but)) group.open = false;
  };
  document.addEventListener("click", (event) => shut(event.target));
  document.addEventListener("focusin", (event) => shut(event.target));
  document.addEventListener("keydown", (event) => {
    const group = event.key === "Escape" && document.querySelector(".menu-group[open]");
    if (!group) return;
    group.open = false;
    group.querySelector("summary").focus();
  });
})();
