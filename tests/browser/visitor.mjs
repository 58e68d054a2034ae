// A signed-in person with a browser, and what every journey does: sign in, look for accessibility faults.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * Signs in with a demo account and returns the page it leads to.
 * @param {import("playwright-core").Browser} browser
 * @param {{address: string, accounts: {name: string, password: string}[]}} demo
 * @param {string} name
 * @param {object} [options] of the browser context
 */
export async function signIn(browser, demo, name, options = {}) {
  // The content security policy stays as it is; the checker runs beside it.
  const context = await browser.newContext({ locale: "zh-CN", ...options });
  const page = await context.newPage();
  const account = demo.accounts.find((one) => one.name === name);
  await page.goto(`${demo.address}/sign-in`);
  await page.fill("input[name=name]", account.name);
  await page.fill("input[name=password]", account.password);
  await Promise.all([page.waitForURL((url) => !url.pathname.startsWith("/sign-in")), page.click("main button")]);
  return page;
}

/**
 * Serious and critical faults that axe-core finds on the page, as lines to read.
 * @param {import("playwright-core").Page} page
 */
export async function faults(page) {
  await page.evaluate(AXE);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return result.violations
    .filter((one) => one.impact === "serious" || one.impact === "critical")
    .map((one) => `${page.url()} ${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
}
