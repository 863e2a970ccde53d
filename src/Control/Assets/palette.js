// The command palette: Ctrl-K or ⌘-K opens the list of /palette over any page; words narrow it, arrows choose, Enter goes.
"use strict";
(() => {
  const link = document.querySelector("a[data-palette]");
  if (!link) return;
  let dialog, input, list, items = [];

  const shown = () => items.filter(item => !item.hidden);
  const choose = item => {
    items.forEach(each => each.removeAttribute("aria-selected"));
    if (!item) return input.removeAttribute("aria-activedescendant");
    item.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  };
  const narrow = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of items) item.hidden = !words.every(word => item.dataset.words.includes(word));
    choose(shown()[0]);
  };
  const move = by => {
    const all = shown();
    const at = all.findIndex(item => item.hasAttribute("aria-selected"));
    choose(all[(at + by + all.length) % all.length]);
  };

  async function build() {
    const answer = await fetch("/palette", { headers: { accept: "text/html" } });
    if (!answer.ok) { location.href = link.href; return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    dialog = document.createElement("dialog");
    dialog.className = "palette";
    dialog.setAttribute("aria-label", link.dataset.palette);
    input = Object.assign(document.createElement("input"), { type: "search", autocomplete: "off", spellcheck: false, maxLength: 60 });
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-label", link.dataset.find);
    input.setAttribute("aria-controls", "palette-choices");
    input.setAttribute("aria-expanded", "true");
    input.placeholder = link.dataset.find;
    list = document.createElement("ul");
    list.id = "palette-choices";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", link.dataset.palette);
    items = [...page.querySelectorAll("#palette-list a")].map((from, i) => {
      const item = document.createElement("li");
      item.id = "palette-" + i;
      item.setAttribute("role", "option");
      item.dataset.to = from.getAttribute("href");
      item.dataset.words = from.textContent.toLowerCase();
      item.append(...from.childNodes);
      return item;
    });
    list.append(...items);
    dialog.append(input, list);
    document.body.append(dialog);
    input.addEventListener("input", narrow);
    list.addEventListener("click", event => { const item = event.target.closest("li"); if (item) location.href = item.dataset.to; });
    dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("keydown", event => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { move(event.key === "ArrowDown" ? 1 : -1); event.preventDefault(); }
      const chosen = list.querySelector("[aria-selected]");
      if (event.key === "Enter" && chosen) { event.preventDefault(); location.href = chosen.dataset.to; }
    });
  }

  let opening;
  async function open() {
    if (!dialog) await (opening ??= build());
    if (!dialog || dialog.open) return;
    input.value = "";
    narrow();
    dialog.showModal();
    input.focus();
  }

  link.addEventListener("click", event => { event.preventDefault(); open(); });
  addEventListener("keydown", event => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") { event.preventDefault(); open(); }
  });
})();
