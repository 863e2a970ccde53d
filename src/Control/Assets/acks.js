// Who has applied a change: the figures follow the stream until all have.
"use strict";
(() => {
  const line = document.querySelector("[data-acks]");
  if (!line) return;
  const of = name => document.querySelector(`[data-f=${name}]`);
  const source = new EventSource(line.dataset.acks);
  source.addEventListener("acks", event => {
    const { applied, known, missing } = JSON.parse(event.data);
    of("applied").textContent = applied;
    of("known").textContent = known;
    of("missing").textContent = missing.length ? of("missing").dataset.words.replace("{0}", missing.join(", ")) : "";
    if (applied === known) line.querySelector(".mark")?.classList.replace("warn", "good");
  });
  source.addEventListener("end", () => source.close());
  addEventListener("pagehide", () => source.close());
})();
