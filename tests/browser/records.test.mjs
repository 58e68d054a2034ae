// A record from hand to hand: entered on a phone, sent back, mended, accepted by another, counted; by keyboard too.

import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openBrowser, startDemo } from "./product.mjs";
import { faults, signIn } from "./visitor.mjs";

const PHONE = { viewport: { width: 390, height: 844 } };

let demo;
let browser;
let sheet;
before(async () => {
  demo = await startDemo();
  browser = await openBrowser();
  sheet = join(mkdtempSync(join(tmpdir(), "evidence-")), "接待登记表.txt");
  writeFileSync(sheet, "来访：测试团组 12 人（演示数据）");
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** Demands that nothing on the page is wider than the window and that axe finds nothing serious. */
async function sound(page) {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  assert.ok(!wider, `${page.url()} is wider than the window`);
  assert.deepEqual(await faults(page), []);
}

test("a record entered on a phone is sent back, mended, accepted by another person and counted", async () => {
  const section = await signIn(browser, demo, "section", PHONE);
  await section.goto(`${demo.address}/records/new`);
  await sound(section);
  await section.click("text=枢纽接待");
  await section.waitForURL(/records\/new\//);
  await sound(section);
  await section.fill("#name", "测试团组来访");
  await section.fill("#happened_on", "2024-09-18");
  await section.click("button[value=submit]");
  await section.waitForSelector("#error-summary");
  assert.match(await section.title(), /^错误：/);
  assert.match(await section.textContent("#error-summary"), /人数[\s\S]*来访单位[\s\S]*承办单位|还缺凭证/);
  await sound(section);
  // A complaint leads to its field.
  await section.click("#error-summary a[href='#visitors']");
  assert.equal(await section.evaluate(() => document.activeElement?.id), "visitors");
  await section.fill("#visitors", "测试团组");
  await section.fill("#people", "十二");
  await section.fill("#organiser", "测试中心");
  await section.setInputFiles("#evidence-0", sheet);
  await section.click("button[value=submit]");
  await section.waitForSelector("#error-summary");
  assert.match(await section.textContent("#error-summary"), /“十二”不是数字/);
  assert.match(await section.textContent("main"), /接待登记表\.txt/, "the file was kept though the form was faulty");
  await section.fill("#people", "12");
  await section.click("button[value=submit]");
  await section.waitForURL(/records\/\d+\?done=submitted/);
  await sound(section);
  const record = new URL(section.url()).pathname;
  assert.match(await section.textContent("#decide"), /须由另一人采纳/);
  assert.equal(await section.locator("#decide form").count(), 0);

  const review = await signIn(browser, demo, "review");
  await review.goto(demo.address + record);
  await sound(review);
  assert.match(await review.textContent("main"), /采纳后会不会计入/);
  await review.click("form[action$='/return'] button");
  await review.waitForSelector("#error-summary");
  await review.fill("#why", "人数与登记表不符");
  await review.click("form[action$='/return'] button");
  await review.waitForURL(/done=returned/);

  await section.goto(demo.address + record);
  assert.match(await section.textContent("main"), /人数与登记表不符/);
  await section.click("form[action$='/edit'] button");
  await section.waitForURL(/records\/drafts\//);
  assert.equal(await section.inputValue("#people"), "12");
  await section.fill("#people", "13");
  await section.click("button[value=submit]");
  await section.waitForURL(/done=submitted/);

  await review.goto(`${demo.address}/targets`);
  await review.goto(demo.address + record);
  await review.click("#decide .btn.primary");
  await review.waitForURL(/done=accepted/);
  assert.match(await review.textContent(".lead"), /✓ 计入/);
  assert.match(await review.textContent("main"), /P07\.I01/);
  await sound(review);
});

test("a record is entered, saved and submitted without a mouse", async () => {
  const page = await signIn(browser, demo, "section");
  await page.goto(`${demo.address}/records/new/${encodeURIComponent("成果展示")}`);
  await page.focus("#name");
  await page.keyboard.type("键盘录入的展示");
  for (const [id, text] of [["happened_on", ""], ["organiser", "测试中心"]]) {
    for (let steps = 0; steps < 12 && (await page.evaluate(() => document.activeElement?.id)) !== id; steps += 1) {
      await page.keyboard.press("Tab");
    }
    assert.equal(await page.evaluate(() => document.activeElement?.id), id, `Tab reaches ${id}`);
    if (text) await page.keyboard.type(text);
  }
  await page.keyboard.press("Enter");
  await page.waitForURL(/records\/drafts\/\d+/);
  assert.equal(await page.inputValue("#organiser"), "测试中心", "Enter saves the draft and submits nothing");
  await page.goto(`${demo.address}/records`);
  assert.match(await page.textContent("main"), /键盘录入的展示/);
  await sound(page);
});

test("the same file under another record is shown to whoever accepts", async () => {
  const section = await signIn(browser, demo, "section");
  await section.goto(`${demo.address}/records/new/${encodeURIComponent("元创中心接待")}`);
  for (const [id, text] of [["name", "同一张表"], ["happened_on", "2024-09-19"], ["people", "5"], ["visitors", "另一团组"], ["organiser", "测试中心"]]) {
    await section.fill(`#${id}`, text);
  }
  await section.setInputFiles("#evidence-0", sheet);
  await section.click("button[value=submit]");
  await section.waitForURL(/done=submitted/);
  const review = await signIn(browser, demo, "review");
  await review.goto(section.url());
  assert.match(await review.textContent("main"), /与别的记录用的是同一个文件/);
  await sound(review);
});

test("the types say what counts, and their page holds its width", async () => {
  const page = await signIn(browser, demo, "office", PHONE);
  await page.goto(`${demo.address}/records/types`);
  await sound(page);
  await page.click("text=枢纽接待");
  await page.waitForURL(/records\/types\//);
  assert.match(await page.textContent("main"), /同一团组同一场馆一天计一次/);
  await sound(page);
});
