// Tables: a box of their own to scroll in, sorting by header, groups that fold, columns chosen and remembered in this
// browser. Without script the rows stand as the server ordered them.

const texts = document.getElementById("table-texts")?.dataset ?? {};
const NIL = ["", "—", "/"];

/** @param {string} key @returns {string[]} */
function remembered(key) {
  try {
    const kept = JSON.parse(window.localStorage.getItem(key) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

/** @param {string} key @param {string[]} what */
function remember(key, what) {
  try {
    window.localStorage.setItem(key, JSON.stringify(what));
  } catch {
    // Storage may be full or forbidden; the choice then lasts as long as the page.
  }
}

/** The box a table scrolls in; its header sticks to the page while the table fits, to the box when it does not.
 * @param {HTMLTableElement} table */
function box(table) {
  const parent = table.parentElement;
  if (!parent) return;
  let frame = parent;
  if (!parent.classList.contains("scroll")) {
    frame = document.createElement("div");
    frame.className = "scroll";
    table.before(frame);
    frame.append(table);
  }
  const name = table.closest(".panel")?.querySelector("h2, h3") ?? document.querySelector("h1");
  const look = () => {
    const fits = table.offsetWidth <= frame.clientWidth + 1;
    frame.classList.toggle("fits", fits);
    if (fits) {
      for (const attribute of ["tabindex", "role", "aria-label"]) frame.removeAttribute(attribute);
    } else {
      frame.tabIndex = 0;
      frame.setAttribute("role", "region");
      frame.setAttribute("aria-label", name?.textContent?.trim() ?? "");
    }
  };
  new ResizeObserver(look).observe(frame);
  look();
}

/** @param {HTMLTableCellElement | undefined} cell */
function shown(cell) {
  if (!cell) return "";
  const value = cell.querySelector(".fig .v");
  return ((value ?? cell).textContent ?? "").trim();
}

/** @param {string} text */
function number(text) {
  const plain = text.replace(/[,%≥≤><=+\s]/g, "").replace("−", "-");
  return plain !== "" && Number.isFinite(Number(plain)) ? Number(plain) : null;
}

/** Rows of a body as stretches that sort within themselves: what stands below a group stays below it.
 * @param {HTMLTableElement} table */
function stretches(table) {
  const all = [];
  for (const row of table.tBodies[0]?.rows ?? []) {
    if (row.classList.contains("group") || all.length === 0) all.push({ head: row.classList.contains("group") ? row : null, rows: [] });
    if (!row.classList.contains("group")) all[all.length - 1].rows.push(row);
  }
  return all;
}

/** @param {HTMLTableElement} table @param {number} column @param {"ascending" | "descending" | null} way */
function order(table, column, way) {
  const body = table.tBodies[0];
  for (const { head, rows } of stretches(table)) {
    const place = (row) => Number(row.dataset.place);
    const key = (row) => shown(row.cells[column]);
    const filled = rows.map(key).filter((text) => !NIL.includes(text));
    const numeric = filled.length > 0 && filled.every((text) => number(text) !== null);
    const turn = way === "descending" ? -1 : 1;
    rows.sort((a, b) => {
      if (!way) return place(a) - place(b);
      const [left, right] = [key(a), key(b)];
      // What is missing or does not apply comes last both ways.
      if (NIL.includes(left) || NIL.includes(right)) return NIL.includes(left) - NIL.includes(right) || place(a) - place(b);
      const difference = numeric ? number(left) - number(right) : left.localeCompare(right, "zh-CN");
      return difference * turn || place(a) - place(b);
    });
    let after = head;
    for (const row of rows) {
      if (after) after.after(row);
      else body.append(row);
      after = row;
    }
  }
}

/** @param {HTMLTableElement} table */
function sortable(table) {
  const heads = table.tHead?.rows[0]?.cells;
  const body = table.tBodies[0];
  if (!heads || !body || body.rows.length < 3) return;
  Array.from(body.rows).forEach((row, at) => { row.dataset.place = String(at); });
  Array.from(heads).forEach((head, column) => {
    const words = (head.textContent ?? "").trim();
    if (words === "" || head.querySelector("a, button") || head.hasAttribute("data-nosort")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.title = texts.sort ?? "";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const now = head.getAttribute("aria-sort");
      const next = now === "ascending" ? "descending" : now === "descending" ? null : "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      if (next) head.setAttribute("aria-sort", next);
      order(table, column, next);
    });
  });
}

/** @param {HTMLTableElement} table */
function foldable(table) {
  const groups = stretches(table).filter((one) => one.head && one.rows.length > 0);
  if (groups.length === 0) return;
  const key = `folded:${window.location.pathname}`;
  const folded = new Set(remembered(key));
  for (const { head } of groups) {
    const id = head.id;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "twist";
    button.setAttribute("aria-label", texts.fold ?? "");
    (head.cells[0].querySelector(".line") ?? head.cells[0]).prepend(button);
    const show = () => {
      button.setAttribute("aria-expanded", String(!folded.has(id)));
      for (let row = head.nextElementSibling; row && !row.classList.contains("group"); row = row.nextElementSibling) {
        if (row instanceof HTMLElement) row.hidden = folded.has(id);
      }
    };
    const turn = () => {
      if (!folded.delete(id)) folded.add(id);
      remember(key, [...folded]);
      show();
    };
    button.addEventListener("click", turn);
    head.addEventListener("keydown", (event) => {
      const wanted = event.key === "ArrowLeft" ? "true" : event.key === "ArrowRight" ? "false" : null;
      if (wanted && button.getAttribute("aria-expanded") === wanted) { event.preventDefault(); turn(); }
    });
    show();
  }
}

/** @param {HTMLTableElement} table */
function choosable(table) {
  const name = table.dataset.columns;
  const place = table.closest(".panel")?.querySelector("[data-columns-here]");
  const heads = Array.from(table.tHead?.rows[0]?.cells ?? []);
  if (!name || !place || heads.length < 3) return;
  const key = `columns:${name}`;
  const hidden = new Set(remembered(key));
  const menu = document.createElement("details");
  menu.className = "menu";
  const summary = document.createElement("summary");
  summary.className = "btn small";
  summary.textContent = texts.columns ?? "";
  const list = document.createElement("div");
  list.className = "menu-body";
  menu.append(summary, list);
  const show = () => {
    heads.forEach((head, column) => {
      const off = hidden.has(head.dataset.col ?? "");
      head.hidden = off;
      for (const body of table.tBodies) for (const row of body.rows) if (row.cells[column]) row.cells[column].hidden = off;
    });
  };
  for (const head of heads) {
    const column = head.dataset.col;
    if (!column) continue;
    const label = document.createElement("label");
    const tick = document.createElement("input");
    tick.type = "checkbox";
    tick.checked = !hidden.has(column);
    tick.addEventListener("change", () => {
      if (tick.checked) hidden.delete(column);
      else hidden.add(column);
      remember(key, [...hidden]);
      show();
    });
    label.append(tick, (head.textContent ?? "").trim());
    list.append(label);
  }
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    summary.focus();
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  });
  place.append(menu);
  show();
}

for (const table of document.querySelectorAll("table.tbl")) {
  if (!(table instanceof HTMLTableElement) || table.closest(".drawer")) continue;
  choosable(table);
  if (table.hasAttribute("data-table")) {
    sortable(table);
    foldable(table);
    // One stop of the Tab key a table: the arrows of the keyboard, J and K, go from row to row.
    Array.from(table.tBodies[0]?.rows ?? []).forEach((row, at) => { row.tabIndex = at === 0 ? 0 : -1; });
  }
  box(table);
}
