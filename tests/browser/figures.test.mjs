// No page cheats: every figure on every page of the demo is followed and must end, within three clicks, at a marked
// cell, a record or a trace.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, startDemo } from "./product.mjs";
import { signIn } from "./visitor.mjs";

const CLICKS = 3;
let demo;
let browser;
before(async () => {
  demo = await startDemo();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** The addresses a page of evidence leads on to. */
function onward(html) {
  return [...html.matchAll(/href="(\/(?:evidence|files)\/[^"]+)"/g)].map((found) => found[1]);
}

const ENDS = /data-evidence="(cell|record|trace)"/;

test("every figure ends at a marked cell, a record or a trace", async () => {
  const page = await signIn(browser, demo, "office");
  const seen = new Map();
  async function open(address) {
    if (!seen.has(address)) {
      const answer = await page.request.get(demo.address + address);
      seen.set(address, answer.ok() ? await answer.text() : "");
    }
    return seen.get(address);
  }
  async function ends(address, clicks) {
    const html = await open(address);
    if (ENDS.test(html)) return true;
    if (clicks >= CLICKS) return false;
    for (const next of onward(html)) if (await ends(next, clicks + 1)) return true;
    return false;
  }
  const first = (await page.request.get(`${demo.address}/targets`).then((answer) => answer.text())).match(/href="(\/targets\/\d+)"/);
  assert.ok(first, "the demo has a table");
  const firm = (await page.request.get(`${demo.address}/enterprises`).then((answer) => answer.text())).match(/href="(\/enterprises\/\d+)"/);
  assert.ok(firm, "the demo has firms");
  const pages = ["/", "/targets", first[1], `${first[1]}/findings`, `${first[1]}/printed`, `${first[1]}/changes`, "/import", "/enterprises", firm[1], "/search?q=xxxs"];
  const failures = [];
  let followed = 0;
  for (const path of pages) {
    await page.goto(demo.address + path);
    const loose = await page.$$eval(".fig", (all) => all.filter((one) => !one.matches("a[data-figure]") && /[0-9]/.test(one.textContent)).map((one) => one.textContent.trim()));
    failures.push(...loose.map((text) => `${path}: the figure “${text}” leads nowhere`));
    const addresses = await page.$$eval("a[data-figure]", (all) => all.map((one) => one.getAttribute("href")));
    for (const address of new Set(addresses)) {
      followed += 1;
      if (!(await ends(address, 1))) failures.push(`${path}: ${address} has no end within ${CLICKS} clicks`);
    }
  }
  assert.ok(followed > 100, `only ${followed} figures were found`);
  assert.deepEqual(failures.slice(0, 20), []);
});
