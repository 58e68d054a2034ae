// Keyboard for tables (J K Enter E), search (Ctrl K or /), help (?).
// Rows of `table[data-table]` and any `tr[data-row]` take part. Enter follows the row's `a[data-main]`, or its first
// plain link; E its first figure.

const ROWS = "tr[data-row], table[data-table] > tbody > tr";
const FIGURE = "a[data-figure]";
const MAIN = ["a[data-main]", "a[href]:not([data-figure])"];

/** @returns {HTMLElement[]} */
function rows() {
  return Array.from(document.querySelectorAll(ROWS)).filter((row) => row.offsetParent !== null);
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** @param {HTMLElement[]} all */
function current(all) {
  const chosen = all.findIndex((row) => row.getAttribute("aria-selected") === "true");
  return chosen >= 0 ? chosen : all.findIndex((row) => row.contains(document.activeElement));
}

/** @param {number} step */
function move(step) {
  const all = rows();
  if (all.length === 0) return;
  const now = current(all);
  const next = Math.min(all.length - 1, Math.max(0, now < 0 ? 0 : now + step));
  all.forEach((row) => { row.removeAttribute("aria-selected"); row.tabIndex = -1; });
  all[next].setAttribute("aria-selected", "true");
  all[next].tabIndex = 0;
  all[next].focus({ preventScroll: true });
  all[next].scrollIntoView({ block: "nearest" });
}

/** @param {string[]} selectors the first that the row has is followed */
function follow(selectors) {
  const all = rows();
  const row = all[current(all)];
  if (!row) return false;
  for (const selector of selectors) {
    const link = row.querySelector(selector);
    if (link instanceof HTMLElement) {
      link.click();
      return true;
    }
  }
  return false;
}

/** Shows or hides the list of keys; as a dialog it holds the focus until it is closed. */
function toggleHelp() {
  const help = document.getElementById("keys-help");
  if (!(help instanceof HTMLDialogElement)) return;
  if (help.open) help.close();
  else help.showModal();
}

document.getElementById("keys-open")?.addEventListener("click", toggleHelp);
document.getElementById("keys-help")?.addEventListener("click", (event) => {
  // A click on the dialog itself is one beside its content.
  if (event.target === event.currentTarget) toggleHelp();
});

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]") && event.key !== "?") return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    const search = document.getElementById("search");
    if (search instanceof HTMLInputElement) {
      event.preventDefault();
      search.focus();
      search.select();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  switch (event.key) {
    case "j": case "J": move(1); event.preventDefault(); break;
    case "k": case "K": move(-1); event.preventDefault(); break;
    case "ArrowDown": case "ArrowUp":
      if (!(event.target instanceof HTMLTableRowElement)) return;
      move(event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
      break;
    case "e": case "E": if (follow([FIGURE])) event.preventDefault(); break;
    case "Enter":
      if (event.target instanceof Element && event.target.closest("a, button, summary, label")) return;
      if (follow(MAIN)) event.preventDefault();
      break;
    case "/": { const search = document.getElementById("search"); if (search) { event.preventDefault(); search.focus(); } break; }
    case "?": toggleHelp(); break;
  }
});
