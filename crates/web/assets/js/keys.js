// Keyboard for tables (J K Enter E), search (Ctrl K or /), help (?).
// A row takes part when it is `tr[data-row]`; Enter follows its `a[data-main]`, E its first `a[data-figure]`.

/** @returns {HTMLElement[]} */
function rows() {
  return Array.from(document.querySelectorAll("tr[data-row]")).filter((row) => row.offsetParent !== null);
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** @param {number} step */
function move(step) {
  const all = rows();
  if (all.length === 0) return;
  const now = all.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const next = Math.min(all.length - 1, Math.max(0, now < 0 ? 0 : now + step));
  all.forEach((row) => row.removeAttribute("aria-selected"));
  all[next].setAttribute("aria-selected", "true");
  all[next].tabIndex = -1;
  all[next].focus({ preventScroll: true });
  all[next].scrollIntoView({ block: "nearest" });
}

/** @param {string} selector */
function follow(selector) {
  const row = rows().find((candidate) => candidate.getAttribute("aria-selected") === "true");
  const link = row && row.querySelector(selector);
  if (link instanceof HTMLElement) link.click();
  return Boolean(link);
}

function toggleHelp() {
  const help = document.getElementById("keys-help");
  if (help) help.hidden = !help.hidden;
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    const search = document.getElementById("search");
    if (search instanceof HTMLInputElement) {
      event.preventDefault();
      search.focus();
      search.select();
    }
    return;
  }
  if (event.key === "Escape") {
    const help = document.getElementById("keys-help");
    if (help) help.hidden = true;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  switch (event.key) {
    case "j": case "J": move(1); event.preventDefault(); break;
    case "k": case "K": move(-1); event.preventDefault(); break;
    case "e": case "E": if (follow("a[data-figure]")) event.preventDefault(); break;
    case "Enter":
      if (event.target instanceof HTMLAnchorElement || event.target instanceof HTMLButtonElement) return;
      if (follow("a[data-main]")) event.preventDefault();
      break;
    case "/": { const search = document.getElementById("search"); if (search) { event.preventDefault(); search.focus(); } break; }
    case "?": toggleHelp(); break;
  }
});
