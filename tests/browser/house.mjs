// What every journey needs: a browser on desk or phone, logging in, and looking a page over.

import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const base = process.env.XUEYU_URL;
const output = process.env.OUTPUT;
/** What looks for barriers; it is put into each page, so the smaller build. */
const axe = await readFile(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** The two sizes that everything must work on. */
export const DESK = { name: "desk", viewport: { width: 1440, height: 900 } };
export const PHONE = {
  name: "phone",
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  deviceScaleFactor: 2,
};

/** Starts Debian's Chromium; close it in `after`. */
export function browser(more = []) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  });
}

/**
 * A fresh window of `size`, signed out. What a page must never do is collected while it is used:
 * errors in its script, breaches of its Content-Security-Policy, requests to somewhere else.
 */
export async function open(launched, size) {
  const { name, ...options } = size;
  const context = await launched.newContext({ ...options, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(`script: ${error.message}`));
  page.on("console", (line) => {
    // A refused form (422) is an answer like any other, though the console calls it an error.
    const answer = line.text().startsWith("Failed to load resource") && /status of 4\d\d/.test(line.text());
    if (line.type() === "error" && !answer) wrong.push(`console: ${line.text()}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !/^(data|blob|about):/.test(url)) wrong.push(`request outside: ${url}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 500) wrong.push(`${response.status()}: ${response.url()}`);
  });
  return Object.assign(page, { size: name, wrong });
}

/** What on the page is wider than the window, outside boxes that scroll by themselves. */
export async function overflow(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const scrolls = (it) => it && (/(auto|scroll|hidden|clip)/.test(getComputedStyle(it).overflowX) || scrolls(it.parentElement));
    return [...document.body.querySelectorAll("*")]
      .filter((it) => it.getBoundingClientRect().right > width + 1 && !scrolls(it.parentElement))
      .slice(0, 5)
      .map((it) => `${it.tagName.toLowerCase()}.${it.className}`)
      .concat(`the page is ${document.documentElement.scrollWidth} wide, the window ${width}`);
  });
}

/** All that axe looks for. */
const EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** What another size of the window can break in a document that was looked over in one. */
const LAYOUT = ["scrollable-region-focusable", "target-size", "meta-viewport"];

/**
 * What axe finds serious or critical by `rules`, outside what `without` selects. It reads the
 * stylesheets, too (`preload`), where that was not done on another page.
 */
export async function barriers(page, { without = [], rules = EVERYTHING, preload = true } = {}) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    ([without, rules, preload]) =>
      globalThis.axe.run(
        { include: [["html"]], exclude: without.map((it) => [it]) },
        { runOnly: rules, resultTypes: ["violations"], preload },
      ),
    [without, rules, preload],
  );
  return violations
    .filter((it) => it.impact === "serious" || it.impact === "critical")
    .map((it) => `${it.id} (${it.impact}): ${it.help}: ${it.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")}`);
}

/**
 * Looks a page over: it is Chinese, has one heading, says that it is a demonstration, fits the
 * window, keeps nobody out, did nothing that it must not; and takes its picture.
 */
export async function lookOver(page, name) {
  await picture(page, name);
  await faultless(page, name, await barriers(page));
}

/**
 * Looks over one page of many: its navigation and the stylesheets were looked over on another, and on
 * a phone the document was, too, so that only its layout is left. A picture is taken if something is
 * wrong.
 */
export async function lookOverAgain(page, name) {
  const rules = page.size === PHONE.name ? LAYOUT : EVERYTHING;
  await faultless(page, name, await barriers(page, { without: ["nav"], rules, preload: false }));
}

/** Takes a picture of the whole page into the output folder. */
async function picture(page, name) {
  const folder = join(output, "pictures");
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name}-${page.size}.jpg`);
  await page.screenshot({ path, type: "jpeg", quality: 70, scale: "css", fullPage: true });
}

async function faultless(page, name, barriers) {
  const told = await page.evaluate(() => ({
    language: document.documentElement.lang,
    headings: document.querySelectorAll("h1").length,
    demo: document.body.innerText.includes("演示数据·非真实"),
  }));
  const faults = [
    ...(told.language === "zh-CN" ? [] : [`the language is ${told.language}`]),
    ...(told.headings === 1 ? [] : [`${told.headings} headings h1`]),
    ...(told.demo ? [] : ["it does not say 演示数据·非真实"]),
    ...(await overflow(page)).map((it) => `too wide: ${it}`),
    ...barriers,
    ...page.wrong.splice(0),
  ];
  if (faults.length > 0) await picture(page, name);
  assert.deepEqual(faults, [], `${name} on ${page.size}: ${page.url()}`);
}

/** The county that the demo makes; a page moves in it unless `inCell` says otherwise. */
const COUNTY = "cixi";

/** The page, which moves in another cell of the demo: `ningbo`. */
export const inCell = (page, cell) => Object.assign(page, { cell });

/** Goes to an address inside the county, such as `/students`. */
export async function visit(page, path) {
  const answer = await page.goto(`${base}/${page.cell ?? COUNTY}${path}`);
  assert.ok(answer.ok(), `${path} answered ${answer.status()}`);
}

/** The log-ins that the demo offers: what they are called, and whom they let in. */
export async function demoLogins(page) {
  await visit(page, "/login");
  return page
    .locator("[data-login]")
    .evaluateAll((all) => all.map((it) => ({ login: it.dataset.login, label: it.innerText.trim() })));
}

/** Logs in by the demo's button whose label holds `role`, such as 家长, or whose log-in it is. */
export async function login(page, role) {
  await visit(page, "/login");
  const all = page.locator("[data-login]");
  const exact = page.locator(`[data-login="${role}"]`);
  const buttons = (await exact.count()) > 0 ? exact : all.filter({ hasText: role });
  assert.ok((await buttons.count()) > 0, `the demo offers no log-in for ${role}`);
  await buttons.first().click();
  await page.waitForURL((url) => !url.pathname.endsWith("/login"));
  // What a person is told about their data comes first, and can be put off.
  const later = page.getByRole("link", { name: "稍后再看" });
  if ((await later.count()) > 0) await later.click();
}

/** Clicks what gives a file, and says where it lies. */
export async function download(page, button) {
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return file.path();
}

/** What the list says of a school. */
export const lineOf = (page, school) => page.locator("tbody tr").filter({ hasText: school });

/** The programmes of next term that are in `state`. */
export async function programmes(page, state) {
  await visit(page, `/aftercare/programmes?term=2021-2&state=${state}`);
  return page.locator("tbody a");
}

/** Keeps what a later file of the same run looks at. */
export const keep = (name, what) => writeFile(join(output, `${name}.json`), JSON.stringify(what));

/** What an earlier file of the same run kept. */
export const kept = async (name) => JSON.parse(await readFile(join(output, `${name}.json`), "utf8"));

/** Logs out by forgetting who one was. */
export const logOut = (page) => page.context().clearCookies();

/** Says yes to the question that a button asks first. */
export async function sure(page, button) {
  await button.click();
  await page.locator("dialog[open]").locator("[data-confirm-yes]").click();
}

/** Prints the page on A4 into the output folder; navigation and buttons stay off the paper. */
export async function printed(page, name) {
  await page.emulateMedia({ media: "print" });
  const shown = await page.evaluate(() =>
    [...document.querySelectorAll("nav, button, .actions")]
      .filter((it) => it.checkVisibility() && it.getBoundingClientRect().height > 0)
      .map((it) => `${it.tagName.toLowerCase()}.${it.className}`),
  );
  assert.deepEqual(shown, [], `${name} prints what only a screen needs`);
  const paper = await page.pdf({ format: "A4", printBackground: true });
  await writeFile(join(output, "pictures", `${name}.pdf`), paper);
  await page.emulateMedia({ media: null });
}

/** The numbers in a text such as 参加 98,746 / 119,000. */
export function numbers(text) {
  return (text.match(/\d[\d,]*(\.\d+)?/g) ?? []).map((it) => Number(it.replaceAll(",", "")));
}

/** The rows of the first table under a heading, as texts by column. */
export async function table(page, heading) {
  const box = page.locator("section, .card").filter({ has: page.getByRole("heading", { name: heading }) });
  return box.first().evaluate((it) => {
    const heads = [...it.querySelectorAll("thead th")].map((th) => th.innerText.trim());
    return [...it.querySelectorAll("tbody tr")].map((tr) =>
      Object.fromEntries([...tr.children].map((td, at) => [heads[at], td.innerText.trim()])),
    );
  });
}

/** Does one thing to the case that is open, answering what it asks. */
export async function act(page, name, answers = {}) {
  await page.getByRole("link", { name, exact: true }).click();
  for (const [label, value] of Object.entries(answers)) {
    const field = page.getByLabel(label, { exact: true });
    if (value === true) await field.check();
    else await field.fill(value);
  }
  await page.locator("main form button[type=submit], main form button:not([type])").first().click();
  await page.getByText("已办理").first().waitFor();
}
