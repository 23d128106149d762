// A bureau draws lots from a spreadsheet with nothing but the program; a family opens the verifier on
// a phone without a network, with the evidence and its receipt.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import test, { after, before } from "node:test";
import { DESK, PHONE, barriers, browser, overflow } from "./house.mjs";

const folder = join(process.env.OUTPUT, "draw");
const box = join(folder, "派位");
const xueyu = (...words) => execFileSync(process.env.XUEYU, ["draw", ...words], { cwd: folder, encoding: "utf8", stdio: "pipe" });

/** 300 children, six of them twins. */
const list = ["报名号,捆绑号", ...Array.from({ length: 300 }, (_, i) => `2027${String(i + 1).padStart(4, "0")},${i < 6 ? `双胞胎${1 + (i >> 1)}` : ""}`)];

let launched, declared;
before(async () => {
  launched = await browser();
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "名单.csv"), list.join("\r\n"));
  declared = xueyu("seal", "名单.csv", "派位", "--title", "实验小学2027年秋季一年级电脑派位", "--organiser", "慈溪市教育局", "--places", "120");
  xueyu("run", "派位", "--values", "42,07,88,15,60,3");
  xueyu("receipt", "派位", "20270001", "20270200");
});
after(() => launched?.close());

/** The verifier in a window that has no network, with files chosen. */
async function verifier(size, ...files) {
  const { name, ...options } = size;
  const context = await launched.newContext({ ...options, offline: true, locale: "zh-CN" });
  const page = await context.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("console", (line) => line.type() === "error" && wrong.push(line.text()));
  page.on("request", (request) => /^https?:/.test(request.url()) && wrong.push(`a request: ${request.url()}`));
  await page.goto(pathToFileURL(join(box, "核验.html")).href);
  await page.locator("#files").setInputFiles(files.map((it) => join(box, it)));
  await page.locator(".verdict").first().waitFor();
  return Object.assign(page, { size: name, wrong });
}

async function fits(page, name) {
  const pictures = join(process.env.OUTPUT, "pictures");
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `draw-${name}-${page.size}.png`), fullPage: true });
  assert.deepEqual([...(await overflow(page)), ...(await barriers(page)), ...page.wrong], []);
}

for (const size of [PHONE, DESK]) {
  test(`a family checks the draw and its own child on the ${size.name}, offline`, async () => {
    const page = await verifier(size, "证据.json", "凭证/凭证-20270001.json");
    const said = await page.locator("#answer").innerText();
    for (const words of ["核验通过", "录取 120 人", "报名号 20270001 在名单里", "捆绑", "300 人，297 个单位"]) {
      assert.ok(said.includes(words), `it says ${words}: ${said.slice(0, 400)}`);
    }
    const posted = declared.match(/公示摘要 ([0-9a-f]{64})/)[1];
    await page.locator("#posted").fill(posted.toUpperCase());
    assert.match(await page.locator("#answer").innerText(), /完全一致/);
    await page.locator("#posted").fill(`${posted.slice(0, 10)}0000`);
    assert.match(await page.locator("#answer").innerText(), /不一致/);
    await page.locator("#posted").fill(posted.slice(0, 12));
    assert.match(await page.locator("#answer").innerText(), /前 12 位一致，还不够/);
    await page.locator("#posted").fill(posted.slice(0, 24));
    assert.match(await page.locator("#answer").innerText(), /✓ 前 24 位一致/);
    await fits(page, "verified");
    await page.context().close();
  });
}

test("a file with one digit changed is refused in words", async () => {
  const text = await readFile(join(box, "证据.json"), "utf8");
  await writeFile(join(box, "改过.json"), text.replace(/"places":120/, '"places":121'));
  const page = await verifier(PHONE, "改过.json");
  assert.match(await page.locator(".verdict.bad").innerText(), /核验不通过[\s\S]*改过\.json/);
  await fits(page, "refused");
  await page.context().close();
});

test("a second result of one declaration, and a rehearsal's receipt, are seen for what they are", async () => {
  await rename(join(box, "证据.json"), join(box, "先一份.json"));
  xueyu("run", "派位", "--values", "1,2,3,4,5,6");
  await rename(join(box, "证据.json"), join(box, "后一份.json"));
  await rename(join(box, "先一份.json"), join(box, "证据.json"));
  const page = await verifier(PHONE, "证据.json", "后一份.json");
  assert.match(await page.locator(".verdict.bad").innerText(), /同一份公示有 2 份不同的结果/);
  await fits(page, "twice");
  await page.context().close();
  assert.throws(() => xueyu("verify", "派位/证据.json", "派位/后一份.json"), (refusal) => /2 份不同的证据/.test(refusal.stdout));
  xueyu("seal", "名单.csv", "派位/模拟", "--title", "模拟", "--organiser", "慈溪市教育局", "--places", "9", "--rehearsal");
  xueyu("receipt", "派位/模拟", "20270001");
  const alone = await verifier(PHONE, "模拟/凭证/凭证-20270001.json");
  assert.match(await alone.locator("#answer").innerText(), /模拟派位：只作演练[\s\S]*只看了凭证/);
  await fits(alone, "receipt");
  await alone.context().close();
});

test("the command line verifies the same, and what must stay secret is not among what is posted", async () => {
  const said = xueyu("verify", "派位/证据.json", "派位/凭证/凭证-20270200.json");
  assert.match(said, /重新计算的结果完全一致/);
  assert.throws(() => xueyu("verify", "派位/改过.json"), (refusal) => /改动过/.test(refusal.stdout));
  const sealed = await readFile(join(box, "密封.json"), "utf8");
  const salts = sealed.match(/"salts":"([0-9a-f]{64})"/)[1];
  for (const name of await readdir(box)) {
    if (["密封.json", "凭证", "模拟"].includes(name) || name.endsWith(".xlsx")) continue;
    const content = await readFile(join(box, name), "utf8");
    assert.ok(!content.includes(salts) && !content.includes("20270001"), `${name} tells what it should not`);
  }
});

test("a list with a mistake is refused with its line", async () => {
  await writeFile(join(folder, "错.csv"), [...list, "20270007,"].join("\r\n"));
  const bad = () => xueyu("seal", "错.csv", "错", "--title", "试", "--organiser", "教育局", "--places", "120");
  assert.throws(bad, /第 302 行：报名号“20270007”与第 8 行重复/);
});

for (const [name, file] of [["notice", "公示.html"], ["protocol", "派位记录.html"]]) {
  test(`the ${name} prints on A4`, async () => {
    const page = await launched.newPage();
    await page.goto(pathToFileURL(join(box, file)).href);
    const paper = await page.pdf({ format: "A4" });
    await writeFile(join(process.env.OUTPUT, "pictures", `draw-${name}.pdf`), paper);
    assert.match(await page.locator("body").innerText(), /实验小学2027年秋季一年级电脑派位/);
    await page.screenshot({ path: join(process.env.OUTPUT, "pictures", `draw-${name}.png`) });
    await page.close();
  });
}
