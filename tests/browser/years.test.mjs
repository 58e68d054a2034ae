// A second year and another department come in by the real import; what was promised, found and mended stands side by
// side; next year's draft takes a mending over in one's own words, goes out as a sheet, and that sheet comes in again.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openBrowser, startDemo } from "./product.mjs";
import { faults, signIn } from "./visitor.mjs";

const PUBLISHED = readFileSync(new URL("../../knowledge/demo/table.txt", import.meta.url), "utf8");

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

/** Brings a file in by the pages a person uses, and gives the address of its table. */
async function bringIn(page, name, buffer) {
  await page.goto(`${demo.address}/import`);
  await page.setInputFiles("#file", { name, mimeType: "application/octet-stream", buffer });
  await Promise.all([page.waitForURL(/import\/\d+/), page.click("form[action='/import'] button")]);
  await Promise.all([page.waitForNavigation(), page.click("form[action$='/commit'] button")]);
  return new URL(page.url()).pathname;
}

test("a second year and another department stand side by side: promised, found, mended", async () => {
  const page = await signIn(browser, demo, "office", { viewport: { width: 1440, height: 900 } });
  const earlier = PUBLISHED.replaceAll("2024年", "2023年").replaceAll("优于2023年", "优于2022年");
  const other = PUBLISHED.replaceAll("演示区经济和信息化局", "演示区商务局");
  assert.notEqual(other, PUBLISHED, "the table names its department");
  for (const [name, text] of [["2023.txt", earlier], ["商务局.txt", other]]) await bringIn(page, name, Buffer.from(text));
  await page.goto(`${demo.address}/targets/years`);
  const tables = await page.locator("section.panel").first().textContent();
  for (const word of ["2023", "2024", "商务局", "自评均分", "草案改法"]) assert.ok(tables.includes(word), word);
  assert.match(tables, /2024年1–\d月：两慢 \d/, "the monitoring issued last, with its quadrants");
  assert.match(await page.locator("section.panel").nth(1).textContent(), /＝|▲|▼/, "the change against the year before");
  assert.deepEqual(await faults(page), []);
  await page.setViewportSize({ width: 390, height: 900 });
  await page.selectOption("select[name=department]", { index: 1 });
  await page.click(".filters button");
  assert.equal(await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth)), 0);
  assert.deepEqual(await faults(page), []);
  await page.context().close();
});

for (const width of [1440, 390]) {
  test(`a mending is taken over in one's own words, exported and read again, at ${width}`, async () => {
    const page = await signIn(browser, demo, "office", { viewport: { width, height: 900 }, acceptDownloads: true });
    await page.goto(`${demo.address}/targets/1/draft`);
    assert.match(await page.textContent("main"), /金额一律留空/);
    await page.selectOption("select[name=level]", "must");
    await page.selectOption("select[name=project]", "P11");
    await Promise.all([page.waitForURL(/level=must/), page.click("#proposals .toolbar button")]);
    const words = width === 390 ? "展示厅布展成本" : "展示厅装修总成本";
    const offer = page.locator("form.offer").first();
    await offer.locator("textarea").nth(0).fill(words);
    await Promise.all([page.waitForSelector("#error-summary"), offer.locator("button").click()]);
    assert.match(await page.textContent("#error-summary"), /请填/);
    assert.equal(await page.inputValue("#again"), words, "what was typed stays");
    assert.deepEqual(await faults(page), []);
    const again = page.locator("form.offer").first();
    await again.locator("textarea").nth(1).fill("≤1500万元");
    await Promise.all([page.waitForNavigation(), again.locator("button").click()]);
    const taken = page.locator("tr", { hasText: words }).first();
    assert.match(await taken.textContent(), /双链办经办（演示） 20/, "who took it over and when");
    const [file] = await Promise.all([page.waitForEvent("download"), page.click("a[href$='draft.xlsx']")]);
    const path = join(mkdtempSync(join(tmpdir(), "draft-")), "草案.xlsx");
    await file.saveAs(path);
    const next = await bringIn(page, "草案.xlsx", readFileSync(path));
    const address = next.startsWith("/targets/") ? next : await page.locator("a[href^='/targets/']").first().getAttribute("href");
    await page.goto(demo.address + address);
    const text = await page.textContent("main");
    assert.ok(text.includes(words) && text.includes("2025"), "next year's table holds the words");
    await page.goto(`${demo.address}/targets/1/draft`);
    const leave = page.locator("tr", { hasText: words }).locator("form[action$='/leave'] button");
    await Promise.all([page.waitForNavigation(), leave.click()]);
    await page.context().close();
  });
}
