// Opens evidence beside the page instead of leaving it. Without script the same link is a page of its own.
// The fragment is asked for with the header `X-Fragment: drawer`; the drawer's address is kept in `?drawer=`.

const HOST = "drawer-host";
/** @type {HTMLElement | null} */
let opener = null;

/** @param {string | null} address */
function remember(address) {
  const url = new URL(window.location.href);
  if (address) url.searchParams.set("drawer", address);
  else url.searchParams.delete("drawer");
  window.history.replaceState(null, "", url);
}

/** @param {string} address */
async function open(address) {
  const host = document.getElementById(HOST);
  if (!host) return false;
  const answer = await fetch(address, { headers: { "X-Fragment": "drawer" }, credentials: "same-origin" });
  if (answer.redirected || !(answer.headers.get("content-type") || "").startsWith("text/html")) return false;
  host.innerHTML = await answer.text();
  host.hidden = false;
  document.body.classList.add("drawer-open");
  const heading = host.querySelector("h2");
  if (heading) { heading.tabIndex = -1; heading.focus({ preventScroll: true }); }
  const marked = host.querySelector("section:not([data-promise]) .mark");
  if (marked) marked.scrollIntoView({ block: "nearest", inline: "center" });
  remember(address);
  return true;
}

function close() {
  const host = document.getElementById(HOST);
  if (!host || host.hidden) return;
  host.hidden = true;
  host.replaceChildren();
  document.body.classList.remove("drawer-open");
  remember(null);
  if (opener) opener.focus();
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  if (event.target.closest("[data-drawer-close]")) { event.preventDefault(); close(); return; }
  const link = event.target.closest("a[data-figure], a[data-drawer]");
  if (!(link instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  opener = link;
  const address = link.getAttribute("href") || "";
  open(address).then((done) => { if (!done) window.location.href = address; }, () => { window.location.href = address; });
});

document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !document.querySelector("dialog[open]")) close(); });

const wanted = new URL(window.location.href).searchParams.get("drawer");
if (wanted && wanted.startsWith("/") && !wanted.startsWith("//")) open(wanted);
