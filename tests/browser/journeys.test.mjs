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
  await page.click("tbody a[href^='/targets/']");
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
  await page.click("form[action='/import'] button.primary");
  await page.waitForURL(/\/import\/\d+/);
  assert.match(await page.textContent("main"), /浏览器测试项目/);
  assert.ok((await page.locator("mark").count()) > 0, "the promise is marked in the original");
  await page.click("form[action$='/commit'] button");
  await page.waitForURL(/\/targets\/\d+/);
  assert.match(await page.textContent("main"), /未绑定|Unbound/);
  await page.goto(`${demo.address}/import`);
  await page.click("a[href^='/batches/']");
  await page.fill("form[action$='/undo-table'] input[name=why]", "测试");
  await page.click("form[action$='/undo-table'] button");
  await page.waitForURL(/done=/);
  await page.goto(`${demo.address}/targets`);
  assert.doesNotMatch(await page.textContent("main"), /浏览器测试/);
});

test("what is no table is refused with a way out", async () => {
  const page = await signIn(browser, demo, "office");
  await page.goto(`${demo.address}/import`);
  await page.fill("#text", "这里没有表格。");
  await page.click("form[action='/import'] button.primary");
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

/** Every page a role reads; the places in braces are filled from the demo. */
const PAGES = {
  office: ["/", "/targets", "{table}", "{table}/findings", "{table}/printed", "{table}/changes", "{table}/bindings", "{table}/trail", "{table}/bind/P01.I01.T1", "/import", "/batches", "/batches/1", "/records", "/definitions", "/definitions/1", "/enterprises", "/enterprises/2", "/search?q=xxxs", "/account/password", "/account/second-factor", "/no/such/page"],
  auditor: ["/audit"],
  firm: ["/enterprises"],
  sysadmin: ["/admin/users", "/admin/grants", "/admin/system"],
  secadmin: ["/admin/security"],
};

test("a firm sees itself, its own line of a file, and nothing of others", async () => {
  const page = await signIn(browser, demo, "firm");
  await page.click("nav a[href='/enterprises']");
  await page.waitForURL(/\/enterprises\/\d+$/);
  const own = Number(page.url().split("/").pop());
  await page.locator("a[data-figure]").first().click();
  await page.waitForSelector("#drawer-host:not([hidden]) [data-evidence=cell]");
  assert.equal(await page.locator("#drawer-host .sheet tbody tr").count(), 1);
  for (const path of [`/enterprises/${own + 1}`, "/targets", "/search?q=a", "/records", "/batches", "/definitions"]) {
    const answer = await page.request.get(demo.address + path);
    assert.ok([403, 404].includes(answer.status()), `${path} answered ${answer.status()}`);
  }
});

test("pages carry the demo mark, hold their width and have no serious accessibility fault, wide and narrow", async () => {
  const found = [];
  for (const [name, paths] of Object.entries(PAGES)) {
    for (const width of [1440, 390]) {
      const page = await signIn(browser, demo, name, { viewport: { width, height: 900 } });
      await page.goto(`${demo.address}${paths[0]}`);
      const table = name === "office" ? await page.goto(`${demo.address}/targets`).then(() => page.getAttribute("tbody a[href^='/targets/']", "href")) : "";
      for (const path of paths) {
        const address = path.replace("{table}", table);
        await page.goto(demo.address + address);
        assert.ok(await page.isVisible(".demo"), `${address} at ${width} carries the mark`);
        found.push(...(await faults(page)));
        await page.setViewportSize({ width: Math.min(width, 320), height: 900 });
        // Boxes of tables notice a new width at the next frame.
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (over > 0) found.push(`${address} is ${over} px wider than a screen of 320`);
        await page.setViewportSize({ width, height: 900 });
      }
      await page.context().close();
    }
  }
  assert.deepEqual(found, []);
});

test("a table sorts by its header, folds its groups and remembers the columns chosen", async () => {
  const page = await signIn(browser, demo, "office", { viewport: { width: 1440, height: 900 } });
  await page.goto(`${demo.address}/targets`);
  await page.click("tbody a[href^='/targets/']");
  const actual = () => page.$$eval("tr.group#P01 ~ tr", (rows) => {
    const numbers = [];
    for (const row of rows) {
      if (row.classList.contains("group")) break;
      const text = row.cells[3].textContent.trim().replace(/,/g, "");
      if (/^[0-9.]+$/.test(text)) numbers.push(Number(text));
    }
    return numbers;
  });
  await page.click("th[data-col=actual] .sort");
  await page.click("th[data-col=actual] .sort");
  const down = await actual();
  assert.deepEqual(down, [...down].sort((a, b) => b - a));
  assert.equal(await page.getAttribute("th[data-col=actual]", "aria-sort"), "descending");
  await page.click("#P01 .twist");
  assert.ok(await page.isHidden("#P01\\.I01"));
  await page.click(".menu summary");
  await page.locator(".menu-body input").first().uncheck();
  assert.ok(await page.isHidden("th[data-col=code]"));
  await page.reload();
  assert.ok(await page.isHidden("th[data-col=code]"), "the choice is remembered");
  assert.ok(await page.isHidden("#P01\\.I01"), "the fold is remembered");
});

test("the keyboard goes from row to row, opens evidence and shows its own help", async () => {
  const page = await signIn(browser, demo, "office");
  await page.goto(`${demo.address}/targets`);
  await page.click("tbody a[href^='/targets/']");
  await page.waitForSelector(".scroll");
  for (const key of ["j", "j", "j"]) await page.keyboard.press(key);
  assert.equal(await page.locator("tr[aria-selected=true]").count(), 1);
  await page.keyboard.press("e");
  await page.waitForSelector("#drawer-host:not([hidden]) [data-evidence]");
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  assert.ok(await page.isVisible("dialog#keys-help[open]"));
  await page.keyboard.press("Escape");
  assert.ok(await page.isHidden("dialog#keys-help"));
  await page.keyboard.press("Control+k");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "search");
  await page.keyboard.type("ptjs");
  await page.keyboard.press("Enter");
  await page.waitForURL(/search/);
});

test("a sheet with headings of its own is mapped, checked, committed in part and taken back", async () => {
  const page = await signIn(browser, demo, "office");
  const sheet = "单位：万元\n企业编码,公司,营收额\n91990000DM0000005K,甲,100\n91990000DM0000013E,乙,1.2亿\n";
  await page.goto(`${demo.address}/import`);
  await page.setInputFiles("#facts-file", { name: "自制月报.csv", mimeType: "text/csv", buffer: Buffer.from(sheet) });
  await page.click("form[action='/import/facts'] button");
  await page.waitForURL(/facts\/\d+$/);
  await page.fill("#period", "2024年8月");
  for (const [column, meaning] of [[1, "key"], [2, "name"], [3, "营业收入"]]) await page.selectOption(`[name=col-0-${column}]`, meaning);
  assert.deepEqual(await faults(page), []);
  await page.click("button[form=columns]");
  await page.waitForURL(/check/);
  assert.match(await page.textContent("main"), /可导入 1 · 错误 1/);
  assert.deepEqual(await faults(page), []);
  await page.click("tbody a[data-drawer]");
  await page.waitForSelector("#drawer-host .mark");
  await page.goto(page.url().split("?")[0]);
  await page.click("a.primary");
  await page.waitForURL(/preview/);
  assert.deepEqual(await faults(page), []);
  await page.check("input[value=good]");
  await page.click("form[action$='/commit'] button");
  await page.waitForURL(/batches\/\d+/);
  assert.match(await page.textContent("main"), /1,000,000\.00/);
  await page.fill("input[name=why]", "测试");
  await page.click("form[action$='/undo'] button");
  await page.waitForURL(/done=/);
  assert.match(await page.textContent("main"), /收回 1 个值，恢复 1 个旧值/);
});
