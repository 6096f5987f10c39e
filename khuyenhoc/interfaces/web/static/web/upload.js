// Sending a file says how far it is and can be stopped. Without scripts the form is sent the plain way.
(() => {
  const form = document.querySelector("form[data-upload]");
  if (!form) return;
  const waiting = form.querySelector("[data-waiting]");
  const [words, bar] = [waiting.querySelector("[data-says]"), waiting.querySelector("progress")];
  const send = form.querySelector("button[type=submit]");
  let request = null;

  const rest = () => {
    request = null;
    waiting.hidden = true;
    send.disabled = false;
  };

  form.addEventListener("submit", (event) => {
    const file = form.querySelector("input[type=file]").files[0];
    if (!file) return;
    event.preventDefault();
    if (request) return;
    if (file.size > Number(form.dataset.limit)) {
      words.textContent = form.dataset.tooLarge;
      bar.hidden = true;
      waiting.hidden = false;
      return;
    }
    request = new XMLHttpRequest();
    request.open("POST", form.action || location.href);
    request.upload.addEventListener("progress", (sent) => {
      if (!sent.lengthComputable) return;
      bar.value = (100 * sent.loaded) / sent.total;
      words.textContent = `${words.dataset.says} ${Math.floor(bar.value)} %`;
    });
    request.upload.addEventListener("load", () => {
      bar.removeAttribute("value");
      words.textContent = words.dataset.reads;
    });
    request.addEventListener("load", () => {
      if (request.responseURL && request.responseURL !== location.href) {
        location.assign(request.responseURL);
      } else {
        document.open();
        document.write(request.responseText);
        document.close();
      }
    });
    for (const end of ["error", "abort"]) request.addEventListener(end, rest);
    bar.hidden = false;
    bar.value = 0;
    waiting.hidden = false;
    send.disabled = true;
    request.send(new FormData(form));
  });
  form.querySelector("[data-cancel]").addEventListener("click", () => (request ? request.abort() : rest()));
})();
