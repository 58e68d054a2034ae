// Monitoring and self-evaluation as their users make them: looked at wide and narrow, filled in by keyboard alone,
// reviewed by another person, issued and kept as they were.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, startDemo } from "./product.mjs";
import { faults, signIn } from "./visitor.mjs";

let demo;
let browser;
let table;
before(async () => {
  demo = await startDemo();
  browser = await openBrowser();
  const page = await signIn(browser, demo, "office");
  await page.goto(`${demo.address}/targets`);
  // The oldest table is the demo's own.
  table = await page.locator("tbody a[href^='/targets/']").last().getAttribute("href");
  await page.context().close();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** Goes on with the Tab key until what has the focus matches. */
async function tabTo(page, selector, most = 400) {
  for (let step = 0; step < most; step += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
  }
  assert.fail(`the Tab key never reaches ${selector} on ${page.url()}`);
}

const PAGES = [
  "/monitoring", "/monitoring?month=2024-07&quadrant=little_kept", "/monitoring/2024-08/P03", "/monitoring/2024-08/P07.I02.T1", "/scores/10", "/scores/101",
  "/weights/10", "/weights/101", "/draft", "/scores/10/P03.I04", "/scores/101/P02.I01.T1", "/scores/10/P01", "/department/10", "/issued", "/issued/1", "/form/monitoring:2024-08/print", "/form/self-evaluation:101/print",
];

test("pages of monitoring and self-evaluation hold their width and have no serious accessibility fault", async () => {
  const found = [];
  for (const width of [1440, 390]) {
    const page = await signIn(browser, demo, "office", { viewport: { width, height: 900 } });
    for (const path of PAGES) {
      const answer = await page.goto(demo.address + table + path);
      assert.equal(answer.status(), 200, path);
      assert.ok(await page.isVisible(".demo"), `${path} at ${width} carries the mark`);
      found.push(...(await faults(page)));
      await page.setViewportSize({ width: Math.min(width, 320), height: 900 });
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (over > 0) found.push(`${path} is ${over} px wider than a screen of 320`);
      await page.setViewportSize({ width, height: 900 });
    }
    await page.context().close();
  }
  assert.deepEqual(found, []);
});

test("project 3 of the table has spent little money and met its goal, and its rate opens to the returns", async () => {
  const page = await signIn(browser, demo, "auditor", { viewport: { width: 1440, height: 900 } });
  await page.goto(demo.address + table);
  await page.click(`a[href='${table}/monitoring']`);
  assert.match(await page.textContent(".quadrants > div:nth-child(3)"), /P03/);
  assert.equal(await page.locator(".quadrants > div").count(), 4);
  for (const corner of await page.locator(".quadrants > div").all()) assert.match(await corner.textContent(), /P\d\d/);
  await page.click("#P03 td:nth-child(7) a[data-figure]");
  await page.waitForSelector("#drawer-host:not([hidden]) [data-evidence=trace]");
  const way = await page.textContent("#drawer-host");
  assert.match(way, /210,000,000\.00 ÷ 300,000,000\.00/);
  await page.keyboard.press("Escape");
  await page.goto(`${demo.address}${table}/scores/101`);
  await page.click("#P03\\.I01\\.T1 td:nth-child(6) a[data-figure]");
  await page.waitForSelector("#drawer-host:not([hidden]) .formula");
  assert.match(await page.textContent("#drawer-host"), /101号/);
});

for (const width of [1440, 390]) {
  test(`by keyboard alone a month is explained and issued, and the issued form stays, at ${width}`, async () => {
    const page = await signIn(browser, demo, "office", { viewport: { width, height: 900 } });
    const month = width === 390 ? "2024-05" : "2024-06";
    await page.goto(`${demo.address}${table}/monitoring?month=${month}`);
    await tabTo(page, `a[href='${table}/monitoring/${month}/P02']`);
    await Promise.all([page.waitForURL(/\/P02$/), page.keyboard.press("Enter")]);
    await tabTo(page, "input[name=reason][value=funds]");
    await page.keyboard.press("Space");
    await tabTo(page, "form.form button.primary");
    await Promise.all([page.waitForSelector("#error-summary"), page.keyboard.press("Enter")]);
    assert.match(await page.textContent("#error-summary"), /请写明说明/);
    assert.deepEqual(await faults(page), []);
    assert.ok(await page.isChecked("input[name=reason][value=funds]"), "what was typed stays");
    await tabTo(page, "#explanation");
    await page.keyboard.type("兑付集中在下半年");
    await tabTo(page, "#owner");
    await page.keyboard.type("产业一科");
    await page.keyboard.press("Tab");
    await page.keyboard.type("2024-07-31");
    await Promise.all([page.waitForURL(/#P02$/), page.keyboard.press("Enter")]);
    assert.match(await page.textContent("#P02"), /经费保障：兑付集中在下半年/);
    await page.evaluate(() => document.activeElement?.blur());
    await tabTo(page, "#note");
    await page.keyboard.type("试印");
    await page.keyboard.press("Enter");
    await page.waitForSelector("text=须由另一人办理");
    // Another person goes straight to the act by the link for it.
    const second = await signIn(browser, demo, "finance", { viewport: { width, height: 900 } });
    await second.goto(`${demo.address}${table}/monitoring?month=${month}`);
    await tabTo(second, "a.skip[href='#issue']");
    await second.keyboard.press("Enter");
    await tabTo(second, "#note", 3);
    await second.keyboard.type("试印");
    await Promise.all([second.waitForURL(/issued\/\d+$/), second.keyboard.press("Enter")]);
    const issued = second.url();
    assert.match(await second.textContent("main"), /与今天的数据一致/);
    await tabTo(second, "details summary");
    await second.keyboard.press("Enter");
    assert.match(await second.textContent("details table"), /资金执行率/);
    assert.deepEqual(await faults(second), []);
    await second.context().close();
    await page.goto(`${demo.address}${table}/monitoring/${month}/P02`);
    await page.fill("#explanation", "换了说法");
    await Promise.all([page.waitForURL(/#P02$/), page.click("form.form button.primary")]);
    await page.goto(issued);
    const kept = await page.textContent("main");
    assert.ok(kept.includes("兑付集中在下半年") && !kept.includes("换了说法"), "what was issued stays");
    assert.match(kept, /已有变动/);
    await page.context().close();
  });
}

test("a line is judged by one person and its project reviewed by another, never by the same", async () => {
  const office = await signIn(browser, demo, "office", { viewport: { width: 390, height: 900 } });
  await office.goto(`${demo.address}${table}/scores/10/P10.I04`);
  await office.check("input[value=partly]");
  await office.fill("#percent", "95");
  await office.fill("#reason", "订单统计表");
  await office.click("form.form button.primary");
  assert.match(await office.textContent("#error-summary"), /不在所选档次/);
  await office.fill("#percent", "70");
  await Promise.all([office.waitForURL(/#P10\.I04$/), office.click("form.form button.primary")]);
  assert.match(await office.textContent("#P10\\.I04"), /70%/);
  await office.goto(`${demo.address}${table}/scores/10/P10`);
  assert.match(await office.textContent("main"), /另一人办理/);
  const review = await signIn(browser, demo, "review", { viewport: { width: 390, height: 900 } });
  await review.goto(`${demo.address}${table}/scores/10/P10`);
  await review.check("input[name=agrees][value=no]");
  await review.fill("#points", "35");
  await review.fill("#reason", "订单未附合同");
  await Promise.all([review.waitForURL(/#P10$/), review.click("form[action$='/review'] button.primary")]);
  assert.match(await review.textContent("#P10"), /不同意自评 35 订单未附合同/);
});

for (const width of [1440, 390]) {
  test(`by keyboard alone the indicators of a project are weighed, the sums following every key, at ${width}`, async () => {
    const page = await signIn(browser, demo, "finance", { viewport: { width, height: 900 } });
    const [project, rules] = width === 390 ? ["P05", "101"] : ["P05", "10"];
    await page.goto(`${demo.address}${table}/scores/${rules}`);
    await tabTo(page, `a[href='${table}/weights/${rules}']`);
    await Promise.all([page.waitForURL(/weights/), page.keyboard.press("Enter")]);
    await tabTo(page, `[id='w-${project}.I01']`);
    await page.keyboard.type("30");
    const block = page.locator("tbody", { has: page.locator(`[id='w-${project}.I01']`) });
    assert.equal(await block.locator("[data-sum]").textContent(), "30.00");
    assert.match(await block.locator("[data-verdict]").textContent(), /合计不符/);
    await tabTo(page, `[id='w-${project}.I02']`, 5);
    await page.keyboard.type("15");
    await tabTo(page, `[id='w-${project}.I03']`, 5);
    await page.keyboard.type("6");
    await tabTo(page, "button[value=check]");
    await Promise.all([page.waitForSelector("#error-summary"), page.keyboard.press("Enter")]);
    assert.match(await page.textContent("#error-summary"), /产出指标：合计 51.00 分，应为 50 分/);
    assert.deepEqual(await faults(page), []);
    assert.ok(await page.locator(`[id='w-${project}.I01']`).evaluate((field) => field.getBoundingClientRect().right <= window.innerWidth), "the field is on the screen");
    await tabTo(page, `[id='w-${project}.I03']`);
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("5");
    assert.match(await block.locator("[data-verdict]").textContent(), /合计相符/);
    await tabTo(page, "#save");
    await Promise.all([page.waitForURL(/saved=yes/), page.keyboard.press("Enter")]);
    await page.goto(`${demo.address}${table}/scores/${rules}`);
    assert.match(await page.locator(`[id='${project}.I01.T1']`).textContent(), /按重要性填写：50 × 30 ÷ 50/);
    await page.context().close();
  });
}

test("what must be answered stands on the worklist, is answered there by keyboard, and is gone", async () => {
  const page = await signIn(browser, demo, "review", { viewport: { width: 390, height: 900 } });
  const row = page.locator("tr", { hasText: "答复监控说明：保障数量" });
  assert.match(await row.textContent(), /逾期/);
  await tabTo(page, "details.answer summary");
  await page.keyboard.press("Enter");
  await tabTo(page, "details.answer textarea");
  await page.keyboard.type("清单已列，九月补两场");
  assert.deepEqual(await faults(page), []);
  await tabTo(page, "details.answer button");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.equal(await page.locator("tr", { hasText: "答复监控说明：保障数量" }).count(), 0);
  await page.goto(`${demo.address}${table}/monitoring?month=2024-07`);
  assert.match(await page.locator("[id='P08.I01.T1']").textContent(), /答复：清单已列，九月补两场/);
  await page.context().close();
});
