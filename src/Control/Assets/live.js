// The live page: one stream of events, a table and four charts. The stream is closed while nobody sees the page.
"use strict";
(() => {
  const head = document.querySelector("[data-stream]");
  if (!head || !window.uPlot) return;
  const state = head.querySelector("[data-stream-state]"), silent = document.querySelector("[data-silent]");
  const body = document.querySelector("#live-table tbody"), only = head.dataset.business || null, most = +(head.dataset.most ?? 24);
  const spanSeconds = { "1m": 60, "15m": 900 }[new URL(head.dataset.stream, location).searchParams.get("span")] ?? 300;
  const figures = ["calls", "p99", "p50", "errors"], scale = { p50: 1e-3, p99: 1e-3 };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let at = [], data = {}, charts = {}, source = null;

  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const colours = () => { const probe = document.querySelector(".chart") ?? document.body.appendChild(Object.assign(document.createElement("i"), { className: "chart" })); const style = getComputedStyle(probe); return [0, 1, 2, 3, 4, 5, 6, 7].map(i => style.getPropertyValue("--c" + i).trim()); };
  let palette = colours();
  const rate = v => v === 0 ? "0" : v < 10 ? v.toFixed(2) : v < 100 ? v.toFixed(1) : Math.round(v).toLocaleString("en-US");
  const millis = us => us === 0 ? "0" : us < 1e4 ? (us / 1e3).toFixed(2) : us < 1e5 ? (us / 1e3).toFixed(1) : Math.round(us / 1e3).toLocaleString("en-US");
  const percent = share => (share === 0 ? "0" : share < .1 ? (share * 100).toFixed(2) : (share * 100).toFixed(1)) + " %";
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: "Asia/Shanghai" });

  function take(message, fresh) {
    if (fresh) { at = []; data = {}; }
    const before = at.length;
    at.push(...message.at);
    for (const name of new Set([...Object.keys(data), ...Object.keys(message.businesses)])) {
      const own = data[name] ??= {}, added = message.businesses[name];
      for (const figure of figures) {
        own[figure] ??= new Array(before).fill(null);
        own[figure].push(...(added ? added[figure] : new Array(message.at.length).fill(null)));
      }
    }
    const from = (at.at(-1) ?? 0) - spanSeconds;
    let old = 0;
    while (old < at.length && at[old] <= from) old++;
    if (old > 0) {
      at.splice(0, old);
      for (const own of Object.values(data)) for (const figure of figures) own[figure].splice(0, old);
    }
    silent.hidden = message.silent.length === 0;
    if (message.silent.length) silent.lastElementChild.textContent = silent.dataset.text.replace("{0}", message.silent.join(", "));
    draw();
  }

  // The last ten samples together, as the server's table has it.
  function show() {
    for (const name of Object.keys(data).sort()) {
      let row = [...body.rows].find(row => row.dataset.business === name);
      if (!row) {
        row = body.insertRow();
        row.dataset.business = name;
        const link = Object.assign(document.createElement("a"), { textContent: name, href: document.getElementById("live-table").dataset.link + encodeURIComponent(name) });
        row.append(Object.assign(document.createElement("th"), { scope: "row" }));
        row.firstChild.append(link);
        for (const f of ["calls", "errors", "share", "p50", "p99"]) { const cell = row.insertCell(); cell.className = f === "errors" ? "n roomy" : "n"; cell.dataset.f = f; }
        document.querySelector("#live-table + .empty")?.remove();
      }
      const own = data[name], mean = figure => own[figure].slice(-10).reduce((sum, v) => sum + (v ?? 0), 0) / Math.max(1, own[figure].slice(-10).length);
      const calls = mean("calls"), errors = mean("errors"), last = figure => own[figure].slice(-10).findLast(v => v !== null);
      const put = (figure, text) => { const cell = row.querySelector(`[data-f=${figure}]`); if (cell.textContent !== text) cell.textContent = text; };
      put("calls", rate(calls));
      put("errors", rate(errors));
      put("share", percent(calls > 0 ? errors / calls : 0));
      put("p50", calls > 0 && last("p50") !== undefined ? millis(last("p50")) : "–");
      put("p99", calls > 0 && last("p99") !== undefined ? millis(last("p99")) : "–");
    }
  }

  // So many lines that they can be told apart: the busiest, chosen anew when a name comes up or every half minute.
  let chosen = [], chosenOf = 0, chosenAt = 0;
  function names() {
    const all = Object.keys(data).sort();
    if (only) return all.filter(name => name === only);
    if (all.length <= most) return all;
    const now = at.at(-1) ?? 0;
    if (chosenOf !== all.length || now > chosenAt + 30) {
      const calls = Object.fromEntries(all.map(name => [name, data[name].calls.reduce((sum, v) => sum + (v ?? 0), 0)]));
      chosen = [...all].sort((a, b) => calls[b] - calls[a]).slice(0, most).sort();
      [chosenOf, chosenAt] = [all.length, now];
    }
    return chosen;
  }

  // After the eighth colour they begin again, dashed and then dotted.
  const dashes = [[], [7, 4], [2, 3]];
  const place = (name, shown) => { const all = Object.keys(data).sort(); return all.length <= most ? all.indexOf(name) : shown.indexOf(name); };

  function make(figure, holder, shown) {
    const axis = { stroke: css("--soft"), grid: { stroke: css("--line"), width: 1 }, ticks: { stroke: css("--line"), width: 1 }, font: "11px system-ui, sans-serif" };
    holder.textContent = "";
    const chart = new uPlot({
      width: Math.max(200, holder.clientWidth), height: 190, cursor: { sync: { key: "live" }, drag: { setScale: false } },
      legend: { live: true }, ms: 1, tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), "Asia/Shanghai"),
      axes: [{ ...axis, space: 80, values: (_, ticks) => ticks.map(t => clock.format(t * 1000)) }, { ...axis, size: 52, values: (_, ticks) => ticks.map(t => t >= 1e4 ? t / 1e3 + "k" : String(t)) }],
      scales: { x: { range: () => [at.at(-1) - spanSeconds, at.at(-1)] }, y: { range: (_, min, max) => [0, max > 0 ? max * 1.08 : 1] } },
      series: [{ label: "t", value: (_, t) => t == null ? "–" : clock.format(t * 1000) },
        ...shown.map(name => ({ label: name, stroke: palette[place(name, shown) % 8], dash: dashes[Math.floor(place(name, shown) / 8) % 3], width: 1.5, points: { show: false }, spanGaps: true, value: (_, v) => v == null ? "–" : rate(v) }))],
    }, columns(figure, shown), holder);
    chart.shown = shown.join();
    return chart;
  }

  const columns = (figure, shown) => [at, ...shown.map(name => scale[figure] ? data[name][figure].map(v => v === null ? null : v * scale[figure]) : data[name][figure])];

  function draw() {
    const shown = names();
    show();
    if (shown.length === 0) return;
    for (const holder of document.querySelectorAll("[data-chart]")) {
      const figure = holder.dataset.chart;
      if (charts[figure]?.shown === shown.join()) charts[figure].setData(columns(figure, shown));
      else charts[figure] = make(figure, holder, shown);
    }
  }

  function again() {
    palette = colours();
    for (const chart of Object.values(charts)) chart.destroy();
    charts = {};
    draw();
  }

  function open() {
    source = new EventSource(head.dataset.stream);
    source.onopen = () => { state.textContent = head.dataset.live; };
    source.onerror = () => { state.textContent = source.readyState === EventSource.CLOSED ? head.dataset.signedOut : head.dataset.broken; };
    source.addEventListener("window", event => take(JSON.parse(event.data), true));
    source.addEventListener("sample", event => take(JSON.parse(event.data), false));
  }

  const close = () => { source?.close(); source = null; };
  document.addEventListener("visibilitychange", () => { if (document.hidden) close(); else if (!source) open(); });
  addEventListener("pagehide", close);
  addEventListener("pageshow", event => { if (event.persisted && !source) open(); });
  dark.addEventListener("change", again);
  let resized;
  addEventListener("resize", () => { clearTimeout(resized); resized = setTimeout(() => { for (const [figure, chart] of Object.entries(charts)) chart.setSize({ width: Math.max(200, document.querySelector(`[data-chart=${figure}]`).clientWidth), height: 190 }); }, 120); });
  open();
})();
