// The sums of a form of points, added up while one types: in whole hundredths, as the server does it. Without script the
// button for checking answers the same.

/** Hundredths of what is typed; null for anything else than a number above nothing with two decimals at most.
 * @param {string} text @returns {number | null} */
function hundredths(text) {
  const parts = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!parts) return null;
  const all = Number(parts[1]) * 100 + Number((parts[2] ?? "").padEnd(2, "0"));
  return all > 0 ? all : null;
}

/** @param {number} all @returns {string} */
function written(all) {
  return `${Math.floor(all / 100)}.${String(all % 100).padStart(2, "0")}`;
}

for (const form of document.querySelectorAll("form[data-sums]")) {
  if (!(form instanceof HTMLFormElement)) continue;
  const words = form.dataset;
  for (const block of form.querySelectorAll("[data-block]")) {
    if (!(block instanceof HTMLElement)) continue;
    const fields = [...block.querySelectorAll("input")];
    const output = block.querySelector("[data-sum]");
    const verdict = block.querySelector("[data-verdict]");
    if (!output || !verdict || fields.length === 0) continue;
    const whole = Number(block.dataset.block) * 100;
    const add = () => {
      const typed = fields.map((field) => field.value.trim());
      const known = typed.map(hundredths);
      const sum = known.reduce((all, one) => (all ?? 0) + (one ?? 0), 0) ?? 0;
      const empty = typed.every((text) => text === "");
      const right = known.every((one) => one !== null) && sum === whole;
      output.textContent = empty ? "—" : written(sum);
      verdict.textContent = (empty ? words.none : right ? words.whole : words.off) ?? "";
    };
    block.addEventListener("input", add);
    add();
  }
}
