// The product under test: a demo folder of its own, served on a free port, and a browser to look at it with.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const BINARY = process.env.SHUANGLIAN_BIN ?? "../../target/debug/shuanglian";
const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";

/**
 * Starts `serve --demo` and waits for the address and the accounts it prints.
 * @returns {Promise<{address: string, accounts: {name: string, password: string, role: string}[], stop: () => Promise<void>}>}
 */
export async function startDemo() {
  const folder = process.env.SHUANGLIAN_DEMO ?? mkdtempSync(join(tmpdir(), "shuanglian-"));
  const args = ["serve", "--demo", "--data", join(folder, "data-demo"), "--listen", "127.0.0.1:0", "--json"];
  const child = spawn(BINARY, args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  let complaints = "";
  child.stderr.on("data", (bytes) => (complaints += bytes));
  const ready = await new Promise((resolve, reject) => {
    child.stdout.on("data", (bytes) => {
      said += bytes;
      const end = said.indexOf("\n");
      if (end >= 0) resolve(JSON.parse(said.slice(0, end)));
    });
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}: ${complaints.slice(-2000)}`)));
  });
  const stop = () =>
    new Promise((resolve) => {
      child.removeAllListeners("exit");
      child.on("exit", () => {
        if (!process.env.SHUANGLIAN_DEMO) rmSync(folder, { recursive: true, force: true });
        resolve();
      });
      child.kill("SIGTERM");
    });
  return { address: ready.address, accounts: ready.accounts, stop };
}

/** A browser; as root Chromium runs only without its sandbox. */
export function openBrowser() {
  const flags = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: BROWSER, args: [...flags, "--disable-dev-shm-usage"] });
}
