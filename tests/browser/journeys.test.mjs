// The main journeys as their users make them: look at the table, open a figure, bring a table in, take it back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, startDemo } from "./product.mjs";
import { faults, signIn } from "./visitor.mjs";

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

test("a wrong password is refused in words", async () => {
  const page = await browser.newPage();
  await page.goto(`${demo.address}/sign-in`);
  await page.fill("input[name=name]", "office");
  await page.fill("input[name=password]", "not-the-password");
  await page.click("main button");
  assert.ok(await page.isVisible(".summary-box, [role=alert]"));
});

test("a figure opens beside the page and its address can be shared", async () => {
  const page = await signIn(browser, demo, "office");
  await page.goto(`${demo.address}/targets`);
  await page.click("a[href^='/targets/']");
  await page.click("tbody td:nth-child(4) a[data-figure]");
  await page.waitForSelector("#drawer-host:not([hidden]) [data-evidence]");
  assert.match(page.url(), /drawer=/);
  await page.reload();
  await page.waitForSelector("#drawer-host:not([hidden]) [data-evidence]");
  await page.keyboard.press("Escape");
  assert.ok(await page.isHidden("#drawer-host"));
});

const PASTED = [
  "项目支出绩效目标表",
  "单位：万元",
  "项目名称\t总计\t财政拨款\t绩效目标\t绩效指标",
  "合计\t30.00\t30.00\t\t",
  "浏览器测试项目\t30.00\t30.00\t开展测试不少于3次。\t1、1-产出指标；11-数量指标：测试次数；实施周期指标值：不少于3次；年度指标值：不少于3次。",
].join("\n");

test("a pasted table is understood, committed and taken back", async () => {
  const page = await signIn(browser, demo, "office");
  await page.goto(`${demo.address}/import`);
  await page.fill("#text", PASTED);
  await page.click("form[enctype] button.primary");
  await page.waitForURL(/\/import\/\d+/);
  assert.match(await page.textContent("main"), /浏览器测试项目/);
  assert.ok((await page.locator("mark").count()) > 0, "the promise is marked in the original");
  await page.click("form[action$='/commit'] button");
  await page.waitForURL(/\/targets\/\d+/);
  assert.match(await page.textContent("main"), /未绑定|Unbound/);
  await page.goto(`${demo.address}/import`);
  await page.locator("form[action$='/undo'] input[name=why]").first().fill("测试");
  await page.locator("form[action$='/undo'] button").first().click();
  await page.waitForURL(/undone=/);
  await page.goto(`${demo.address}/targets`);
  assert.doesNotMatch(await page.textContent("main"), /浏览器测试/);
});

test("what is no table is refused with a way out", async () => {
  const page = await signIn(browser, demo, "office");
  await page.goto(`${demo.address}/import`);
  await page.fill("#text", "这里没有表格。");
  await page.click("form[enctype] button.primary");
  assert.match(await page.textContent("main"), /怎么办|请/);
});

test("administrators see no business data", async () => {
  for (const name of ["sysadmin", "secadmin", "logadmin"]) {
    const page = await signIn(browser, demo, name);
    for (const path of ["/targets", "/enterprises", "/import", "/search?q=a"]) {
      const answer = await page.request.get(demo.address + path);
      assert.equal(answer.status(), 403, `${name} ${path}`);
    }
  }
});

test("pages carry the demo mark and no serious accessibility fault, wide and narrow", async () => {
  const found = [];
  for (const width of [1440, 390]) {
    const page = await signIn(browser, demo, "office", { viewport: { width, height: 900 } });
    await page.goto(`${demo.address}/targets`);
    const table = await page.getAttribute("a[href^='/targets/']", "href");
    for (const path of ["/", "/targets", table, `${table}/findings`, "/import", "/enterprises", "/search?q=xxxs"]) {
      await page.goto(demo.address + path);
      assert.ok(await page.isVisible(".demo"), `${path} at ${width} carries the mark`);
      found.push(...(await faults(page)));
    }
  }
  assert.deepEqual(found, []);
});
