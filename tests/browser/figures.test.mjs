// No page cheats: everybody's pages are walked from their first one, every figure on them is followed, and each must
// end within three clicks at a marked cell, a record or a trace. What rests on facts of a file must reach the marked
// cell of each fact shown, the cell must hold the fact's number, and a count must list as many things as it says.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, startDemo } from "./product.mjs";
import { digitsOf, figuresOf, isItself, linksOf, stepsOf } from "./trail.mjs";
import { signIn } from "./visitor.mjs";

const CLICKS = 3;
/** Pages looked at for each pattern of address and person. */
const ALIKE = 1;
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

/** `/targets/1/history/P01.I01.T1?state=met` → `/targets/{}/history/{}?state` */
function pattern(address) {
  const url = new URL(address, "http://x");
  if (url.pathname.startsWith("/evidence/")) return `/evidence/${decodeURIComponent(url.pathname.slice(10)).split(":")[0]}`;
  const path = url.pathname.split("/").map((part) => (/^\d+$|^P\d+/.test(part) ? "{}" : part));
  const asked = [...url.searchParams.keys()].filter((name) => url.searchParams.get(name));
  return path.join("/") + (asked.length ? `?${asked.sort().join("&")}` : "");
}

const isPage = (address) => !/^\/(files|assets)\/|\.(xlsx|yaml|json)\b|\/export\b|[?&](lang|size|drawer)=|^\/api\//.test(address);

/** Follows figures as one person. What another person saw end well only has to open. */
class Follower {
  constructor(cookie, proven) {
    this.cookie = cookie;
    this.proven = proven;
    this.seen = new Map();
    this.ends = { cell: 0, record: 0, trace: 0 };
  }

  async open(address) {
    if (!this.seen.has(address)) {
      const { ok, status, body } = await this.ask(address);
      this.seen.set(address, { ok, status, html: ok ? body.toString() : "" });
    }
    return this.seen.get(address);
  }

  /** Asks as this person; a redirect is followed as the browser would. */
  async ask(address) {
    const answer = await fetch(demo.address + address, { headers: { cookie: this.cookie } });
    return { ok: answer.ok, status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
  }

  /** Why an address of evidence does not end as it must; nothing when it does. */
  async fault(address, clicks) {
    if ((this.proven.get(address) ?? 0) >= clicks) return null;
    const fault = await this.follow(address, clicks);
    // Proved with clicks to spare holds for whoever comes with fewer behind them.
    if (!fault) this.proven.set(address, clicks);
    return fault;
  }

  async follow(address, clicks) {
    if (clicks > CLICKS) return `is more than ${CLICKS} clicks away`;
    const { ok, status, html } = await this.open(address);
    if (!ok) return `${address} answers ${status}`;
    const steps = stepsOf(html);
    let ended = false;
    for (const step of steps.filter((one) => !one.promise)) {
      if (step.end === "cell" && step.isMarked) {
        ended = true;
        this.ends.cell += 1;
      }
      if (step.end === "record") {
        const file = step.lines.flat().find((link) => /^\/files\/[0-9a-f]{64}$/.test(link));
        const kept = file && (await this.ask(file));
        if (!kept?.ok || !isItself(file, kept.body)) return `${address} names a file that is not there`;
        ended = true;
        this.ends.record += 1;
      }
      if (step.end === "trace" && step.count !== null) {
        const links = step.lines.map((line) => line.find((link) => link.startsWith("/evidence/")));
        const on = links.filter(Boolean);
        if (step.count > 0 && on.length === 0) return `${address} counts ${step.count} things and shows none`;
        for (const next of on) {
          const fault = await this.fault(next, clicks + 1);
          if (fault) return `${address} → ${fault}`;
        }
        ended = true;
        this.ends.trace += 1;
      }
    }
    if (!ended) return `${address} ends nowhere`;
    return this.disagreement(address, html, steps);
  }

  /** A fact must be what its cell holds, a count as many as it lists. */
  disagreement(address, html, steps) {
    const kind = decodeURIComponent(address).match(/^\/evidence\/(\w+):/)?.[1];
    const head = figuresOf(html.slice(html.indexOf("<section>")))[0]?.value ?? "";
    if (kind === "fact") {
      const cell = steps.find((step) => step.end === "cell")?.marked ?? "";
      // What a run found stands in no cell; it ends at the form it was issued with.
      const issued = steps.some((step) => step.end === "record");
      if (!cell) return issued ? null : `${address} is a fact without a cell`;
      if (/\d/.test(head) && digitsOf(head) !== digitsOf(cell)) return `${address} says ${head} and its cell ${cell}`;
    }
    if (kind === "count") {
      const step = steps.find((one) => one.count !== null);
      const [listed, linked] = [step.lines.length, step.lines.filter((line) => line.length > 0).length];
      if (Number(head.replaceAll(",", "")) !== listed || linked !== listed) return `${address} says ${head}, lists ${listed}, opens ${linked}`;
    }
    return null;
  }
}

test("every figure on every page of every account ends at a marked cell, a record or a trace", async (t) => {
  const proven = new Map();
  const failures = [];
  const patterns = new Set();
  let followed = 0;
  const ends = { cell: 0, record: 0, trace: 0 };
  for (const account of demo.accounts) {
    const page = await signIn(browser, demo, account.name);
    const cookies = await page.context().cookies();
    await page.context().close();
    const follower = new Follower(cookies.map(({ name, value }) => `${name}=${value}`).join("; "), proven);
    const own = new Map();
    const waiting = ["/", "/search?q=xxxs", "/search?q=P01"];
    const queued = new Set(waiting);
    while (waiting.length > 0) {
      const address = waiting.shift();
      const like = pattern(address);
      if ((own.get(like) ?? 0) >= ALIKE) continue;
      own.set(like, (own.get(like) ?? 0) + 1);
      const { ok, status, html } = await follower.open(address);
      // The search is not everybody's, and a page that is refused shows no figure.
      if (!ok && !(status === 403 && address.startsWith("/search"))) failures.push(`${account.name} ${address} answers ${status}`);
      patterns.add(like);
      for (const link of linksOf(html)) {
        if (isPage(link) && !queued.has(link)) {
          queued.add(link);
          waiting.push(link);
        }
      }
      const figures = figuresOf(html);
      for (const { address: to, value } of figures) {
        if (!to) {
          // On a page of evidence the figure at its head is what the page itself proves.
          if (/\d/.test(value) && !html.includes("data-evidence=")) failures.push(`${account.name} ${address}: the figure “${value}” leads nowhere`);
          continue;
        }
        followed += 1;
        const fault = await follower.fault(to, 1);
        if (fault) failures.push(`${account.name} ${address}: “${value}” ${fault}`);
        if (!decodeURIComponent(to).startsWith("/evidence/cell:") || !/\d/.test(value)) continue;
        const cell = stepsOf((await follower.open(to)).html).find((step) => step.end === "cell");
        const quoted = cell?.quoted || cell?.marked || "";
        // A number in Chinese signs (一套) has no digits to compare.
        const other = /\d/.test(quoted) && !quoted.includes(digitsOf(value)) && digitsOf(quoted) !== digitsOf(value);
        if (!quoted || other) failures.push(`${account.name} ${address}: “${value}” opens “${quoted}”`);
      }
      // A figure proved by somebody else must still open for this person.
      const first = figures.find((one) => one.address);
      if (first && !(await follower.open(first.address)).ok) failures.push(`${account.name} may not open ${first.address}`);
    }
    for (const end of Object.keys(ends)) ends[end] += follower.ends[end];
  }
  t.diagnostic(`${followed} figures on ${patterns.size} patterns of pages by ${demo.accounts.length} accounts; ${proven.size} addresses ended: ${JSON.stringify(ends)}`);
  assert.deepEqual([...new Set(failures)].slice(0, 25), []);
  for (const like of ["/", "/targets", "/targets/{}", "/targets/{}/findings", "/targets/{}/printed", "/enterprises", "/enterprises/{}", "/import", "/audit", "/admin/users", "/evidence/fact", "/evidence/target", "/evidence/count"])
    assert.ok(patterns.has(like), `nobody reached ${like}`);
  assert.ok(followed > 500 && ends.cell > 300 && ends.record > 0, `only ${followed} figures, ${JSON.stringify(ends)}`);
});
