// Reads pages of evidence and says whether they end where they must: at a marked cell, a record or a trace.

import { createHash } from "node:crypto";

const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The text of a piece of HTML. @param {string} html */
export function textOf(html) {
  const bare = html.replace(/<[^>]*>/g, " ");
  const said = bare.replace(/&#(\d+);|&(\w+);/g, (all, number, name) => (number ? String.fromCodePoint(Number(number)) : (NAMED[name] ?? all)));
  return said.replace(/\s+/g, " ").trim();
}

/** An address as written in an attribute. @param {string} address */
const plain = (address) => address.replaceAll("&amp;", "&").replaceAll("&#38;", "&");

/**
 * The figures of a page: where each leads, or nowhere, and what it shows.
 * @param {string} html
 * @returns {{address: string | null, value: string}[]}
 */
export function figuresOf(html) {
  const found = [];
  for (const [, tag, attributes, written] of html.matchAll(/<(a|span) class="fig\b([^>]*)>(?:<i [^>]*><\/i>)?<span class="v">([^<]*)</g)) {
    const value = textOf(written);
    const address = tag === "a" ? (attributes.match(/href="([^"]+)"/)?.[1] ?? null) : null;
    found.push({ address: address && plain(address), value });
  }
  return found;
}

/** The addresses on this site that a page links to. @param {string} html */
export function linksOf(html) {
  return [...html.matchAll(/<a\b[^>]*?\bhref="(\/[^"#]*)"/g)].map((found) => plain(found[1]));
}

/** The steps of a page of evidence. @param {string} html */
export function stepsOf(html) {
  const steps = [];
  for (const [, attributes, inside] of html.matchAll(/<section([^>]*)>([\s\S]*?)<\/section>/g)) {
    const count = attributes.match(/data-count="(\d+)"/);
    steps.push({
      end: attributes.match(/data-evidence="(\w+)"/)?.[1] ?? null,
      promise: /data-promise/.test(attributes),
      count: count ? Number(count[1]) : null,
      isMarked: inside.includes('<td class="mark">'),
      marked: textOf(inside.match(/<td class="mark">([\s\S]*?)<\/td>/)?.[1] ?? ""),
      quoted: textOf(inside.match(/<mark>([\s\S]*?)<\/mark>/)?.[1] ?? ""),
      lines: [...inside.matchAll(/<li>([\s\S]*?)<\/li>/g)].map((line) => linksOf(line[1])),
      inside,
    });
  }
  return steps;
}

/** The digits of a number without leading and trailing zeros, so that 万元 and 元 compare. @param {string} text */
export function digitsOf(text) {
  const number = text.replace(/[,，\s]/g, "").match(/\d+(?:\.\d+)?/)?.[0] ?? "";
  const [whole, part = ""] = number.split(".");
  return (whole + part).replace(/^0+/, "").replace(/0+$/, "");
}

/** Whether a file's bytes are those its address promises. @param {string} address @param {Buffer} bytes */
export function isItself(address, bytes) {
  return createHash("sha256").update(bytes).digest("hex") === address.match(/\/files\/([0-9a-f]{64})/)?.[1];
}
