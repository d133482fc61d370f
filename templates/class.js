"use strict";
(() => {
  const table = document.getElementById("students");
  const body = table.tBodies[0];
  const search = document.getElementById("search");
  const state = document.getElementById("state");
  const shown = document.getElementById("shown");
  const more = document.getElementById("more");
  const step = 100;
  let limit = step;
  let rows = Array.from(body.rows, row => ({ row, text: row.textContent.toLocaleLowerCase(), state: row.className }));

  const draw = () => {
    const words = search.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const found = rows.filter(item => (!state.value || item.state === state.value) && words.every(word => item.text.includes(word)));
    body.replaceChildren(...found.slice(0, limit).map(item => item.row));
    shown.textContent = shown.dataset.text.replace("{shown}", Math.min(limit, found.length)).replace("{all}", found.length);
    more.parentElement.hidden = found.length <= limit;
  };

  const value = (item, column, kind) => {
    const text = item.row.cells[column].textContent.trim();
    if (kind !== "number") return text;
    const parsed = parseFloat(text.replace(/,/g, "").replace("\u2212", "-"));
    return Number.isNaN(parsed) ? -Infinity : parsed;
  };

  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const orders = {
    number: (a, b) => a - b || 0,
    text: collator.compare,
    plain: (a, b) => (a < b ? -1 : a > b ? 1 : 0),
  };
  const sort = (head, column) => {
    const kind = head.dataset.sort;
    const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
    const keyed = rows.map(item => [value(item, column, kind), item]);
    const order = orders[kind];
    keyed.sort((a, b) => direction * order(a[0], b[0]));
    rows = keyed.map(pair => pair[1]);
    draw();
  };

  Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(head, column));
  });
  search.addEventListener("input", () => { limit = step; draw(); });
  state.addEventListener("change", () => { limit = step; draw(); });
  more.addEventListener("click", () => { limit = Infinity; draw(); });
  for (const tools of document.querySelectorAll(".tools")) tools.hidden = false;
  draw();
})();
