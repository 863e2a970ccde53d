// What the pages do beyond reloading: a signed link is followed, figures refresh while somebody looks, a log is followed.
"use strict";
(() => {
  const every = (seconds, act) => setInterval(() => { if (!document.hidden) act(); }, seconds * 1000);
  const page = document.body.dataset.page;

  // A link that was opened by a person signs in at once; without scripts there is a button.
  document.querySelector("form[data-auto]")?.requestSubmit();

  // Nobody needs figures of a page that nobody sees.
  if (document.getElementById("fresh") && window.htmx) {
    const refresh = () => { if (!document.querySelector("#fresh :focus-visible")) htmx.trigger(document.body, "refresh"); };
    every({ overview: 3, doors: 2 }[page] ?? 5, refresh);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  }

  const log = document.querySelector("[data-log]");
  if (log) followLog(log);

  function followLog(log) {
    const most = 3000, state = document.querySelector("[data-follow-state]");
    let source;
    log.scrollTop = log.scrollHeight;
    const open = () => {
      source = new EventSource(log.dataset.log);
      source.onopen = () => { state.textContent = state.dataset.live; };
      source.onerror = () => { state.textContent = state.dataset.broken; };
      source.addEventListener("lines", event => {
        const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
        const lines = (log.textContent ? log.textContent + "\n" + event.data : event.data).split("\n");
        log.textContent = lines.slice(-most).join("\n");
        if (atEnd) log.scrollTop = log.scrollHeight;
      });
    };
    open();
    addEventListener("pagehide", () => source.close());
    addEventListener("pageshow", event => { if (event.persisted) open(); });
  }
})();
