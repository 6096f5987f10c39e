// "Số này từ đâu?": without scripts a <details> opens in place and a mark in an article leads to the list of sources at its end.
// With scripts both open beside the number, one at a time; Escape or a click elsewhere closes, and focus goes back to the mark.
(() => {
  let open = null; // { mark, body, close }

  const place = () => {
    if (!open) return;
    const { mark, body } = open;
    const at = mark.getBoundingClientRect();
    const wide = document.documentElement.clientWidth;
    const room = { above: at.top - 16, below: window.innerHeight - at.bottom - 16 };
    body.style.maxHeight = "none";
    const goesUp = body.offsetHeight > room.below && room.above > room.below;
    body.style.maxHeight = `${Math.max(goesUp ? room.above : room.below, 160)}px`;
    body.style.left = `${Math.max(16, Math.min(at.left - 24, wide - body.offsetWidth - 16))}px`;
    body.style.top = `${goesUp ? Math.max(8, at.top - 8 - body.offsetHeight) : at.bottom + 8}px`;
  };
  const close = (focus) => {
    if (!open) return;
    const { mark, shut } = open;
    open = null;
    shut();
    if (focus) mark.focus();
  };
  const show = (mark, body, shut) => {
    close(false);
    open = { mark, body, shut };
    body.classList.add("placed");
    place();
  };

  document.addEventListener(
    "toggle",
    (event) => {
      const details = event.target;
      if (!details.matches?.("details.whence")) return;
      if (details.open) {
        show(details.querySelector("summary"), details.querySelector(".whence-body"), () => {
          details.open = false;
        });
      } else if (open?.mark.parentElement === details) {
        open = null;
      }
    },
    true, // toggle does not bubble
  );

  const openMark = (mark) => {
    const source = document.getElementById(mark.hash.slice(1));
    if (!source) return false;
    const body = document.createElement("div");
    body.className = "whence-body";
    body.setAttribute("role", "dialog");
    body.setAttribute("aria-label", mark.getAttribute("aria-label"));
    body.tabIndex = -1;
    body.append(...[...source.children].map((child) => child.cloneNode(true)));
    for (const left of body.querySelectorAll(".whence-back")) left.remove();
    for (const named of body.querySelectorAll("[id]")) named.removeAttribute("id");
    (mark.closest("p, li, td, blockquote, figcaption") ?? mark).after(body);
    mark.setAttribute("aria-expanded", "true");
    show(mark, body, () => {
      mark.setAttribute("aria-expanded", "false");
      body.remove();
    });
    body.focus({ preventScroll: true });
    return true;
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const mark of document.querySelectorAll("a.whence-mark")) {
      mark.setAttribute("role", "button");
      mark.setAttribute("aria-expanded", "false");
    }
    // Where marks open beside their numbers, the long list at the end may stay folded.
    for (const list of document.querySelectorAll("details[data-shut-by-script]")) {
      list.open = list.contains(document.getElementById(decodeURIComponent(location.hash.slice(1))));
    }
  });
  document.addEventListener("click", (event) => {
    const mark = event.target.closest("a.whence-mark");
    if (mark) {
      if (open?.mark === mark) close(true);
      else if (!openMark(mark)) return;
      event.preventDefault();
    } else if (open && !open.body.contains(event.target) && !open.mark.contains(event.target)) {
      close(false);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open) {
      event.preventDefault();
      close(true);
    } else if (event.key === " " && event.target.matches?.("a.whence-mark")) {
      event.preventDefault();
      event.target.click();
    }
  });
  for (const kind of ["scroll", "resize"]) addEventListener(kind, place, { passive: true, capture: true });

  // On paper a closed <details> would say nothing: open them all while printing.
  let closed = [];
  addEventListener("beforeprint", () => {
    close(false);
    closed = [...document.querySelectorAll("details[data-print-open]:not([open])")];
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of closed) details.open = false;
  });
})();
