// The clerk of 基教科 at a desk: the county's figure, down to the school and its classes; a programme
// that was filed again, read with its history and recorded; what is printed.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { DESK, PHONE, browser, download, keep, lineOf, login, lookOver, numbers, open, printed, programmes, table, visit } from "./house.mjs";
import { sheetRows } from "./xlsx.mjs";

let launched;
before(async () => (launched = await browser()));
after(() => launched?.close());

/** What a figure's card says under `label`: the part and the whole. */
async function figure(page, label) {
  const card = page.locator(".figure", { has: page.getByText(label, { exact: true }) });
  const [part, whole] = numbers(await card.locator(".figure-foot").innerText());
  return { part, whole };
}

/** Part and whole of every row, summed. */
function total(rows) {
  const pairs = rows.map((it) => numbers(it["参加 / 在校"]));
  return { part: pairs.reduce((sum, it) => sum + it[0], 0), whole: pairs.reduce((sum, it) => sum + it[1], 0) };
}

/** The first place that the table under a heading opens; the chart has a table of its own. */
function firstOf(page, heading) {
  const box = page.locator("section, .card").filter({ has: page.getByRole("heading", { name: heading }) });
  return box.first().locator("table a").first();
}

test("the county's rate opens down to the classes, and each level adds up to the one above", async () => {
  const page = await open(launched, DESK);
  await login(page, "basic-education-clerk");
  const county = await figure(page, "学生参与率");
  assert.ok(county.whole > 0 && county.part > 0, "somebody takes part");
  assert.deepEqual(total(await table(page, "各镇(街道)学生参与率")), county);
  await lookOver(page, "cockpit");
  await printed(page, "cockpit");

  await firstOf(page, "各镇(街道)学生参与率").click();
  const town = await figure(page, "学生参与率");
  assert.ok(town.whole <= county.whole);
  // A town with one school opens on its classes at once.
  if ((await page.getByRole("heading", { name: "各校" }).count()) > 0) {
    assert.deepEqual(total(await table(page, "各校")), town);
    await lookOver(page, "town");
    await firstOf(page, "各校").click();
  }
  const school = await figure(page, "学生参与率");
  assert.deepEqual(total(await table(page, "各班")), school);
  await lookOver(page, "school");
  await page.context().close();
});

/** Chooses the first two schools without a programme and reminds them; says their names. */
async function remind(page) {
  await login(page, "basic-education-clerk");
  await page.getByRole("link", { name: /所学校未申报方案/ }).click();
  const rows = page.locator("tbody tr").filter({ has: page.getByRole("checkbox") });
  const two = [rows.nth(0), rows.nth(1)];
  const names = [];
  for (const row of two) {
    names.push((await row.locator("a").first().innerText()).trim());
    await row.getByRole("checkbox").check();
  }
  await page.getByText("已选 2 项").waitFor();
  await page.getByRole("button", { name: "催办" }).click();
  await page.getByText(/秒后发出/).waitFor();
  return names;
}

test("two schools are reminded, and it is taken back before the minute is over", async () => {
  const page = await open(launched, DESK);
  const names = await remind(page);
  await lookOver(page, "reminded");
  await page.getByRole("button", { name: "撤销" }).click();
  await page.getByText(/秒后发出/).waitFor({ state: "detached" });
  for (const name of names) assert.doesNotMatch(await lineOf(page, name).innerText(), /已催办/);
  await page.context().close();
});

// Sent once the minute is over: `reminded.test.mjs` looks, when others have used the time.
test("two schools are reminded for good", async () => {
  const page = await open(launched, DESK);
  await keep("reminded", { names: await remind(page), at: Date.now() });
  await page.context().close();
});

test("the figures go out as a workbook that has a row for each school", async () => {
  const page = await open(launched, DESK);
  await login(page, "basic-education-clerk");
  const county = await figure(page, "学生参与率");
  await page.locator("summary", { hasText: "导出" }).click();
  const rows = await sheetRows(await download(page, page.locator(".drop-box a").filter({ hasText: "逐校" }).first()));
  const heads = rows.find((row) => row.some((it) => it.includes("学校")));
  const at = (title) => heads.findIndex((it) => it.includes(title));
  const schools = rows.slice(rows.indexOf(heads) + 1).filter((row) => Number(row[at("在校")]) > 0);
  const sum = (column) => schools.reduce((all, row) => all + Number(row[column]), 0);
  assert.equal(sum(at("在校")), county.whole, `${heads}`);
  assert.ok(JSON.stringify(rows).includes("演示数据·非真实"), "the workbook says that it is a demonstration");
  await page.context().close();
});

test("a to-do on the cockpit opens the programmes that wait", async () => {
  const page = await open(launched, DESK);
  await login(page, "basic-education-clerk");
  const line = page.getByRole("link", { name: /份方案待备案/ });
  const [waiting] = numbers(await line.innerText());
  await line.click();
  assert.equal(await page.locator("tbody tr").count(), waiting);
  await page.goBack();
  await line.waitFor();
  await page.context().close();
});

test("a returned programme says why, and a filed one is read and recorded", async () => {
  const page = await open(launched, DESK);
  await login(page, "basic-education-clerk");
  await (await programmes(page, "returned")).first().click();
  await page.getByText("教育局退回").waitFor();
  await lookOver(page, "programme-returned");

  const waiting = await programmes(page, "filed");
  const before = await waiting.count();
  assert.ok(before > 0, "a programme waits to be recorded");
  await lookOver(page, "programmes");
  await waiting.first().click();
  await lookOver(page, "programme-filed");
  await printed(page, "programme");
  await page.getByRole("button", { name: "备案", exact: true }).click();
  await page.locator(".timeline").getByText("备案").first().waitFor();
  assert.equal(await page.getByRole("button", { name: "备案", exact: true }).count(), 0);
  assert.equal(await (await programmes(page, "filed")).count(), before - 1, "it no longer waits");
  await page.context().close();
});

test("a programme is not returned without a reason", async () => {
  const page = await open(launched, DESK);
  await login(page, "basic-education-clerk");
  await (await programmes(page, "recorded")).first().click();
  const address = page.url();
  await page.getByRole("button", { name: "退回" }).click();
  const isMissing = await page.locator("[name=reason]").evaluate((it) => it.validity.valueMissing);
  assert.ok(isMissing, "the browser asks for the reason");
  assert.equal(page.url(), address);
  await page.context().close();
});

test("the leader reads the same figure on a phone", async () => {
  const desk = await open(launched, DESK);
  await login(desk, "bureau-leader");
  const page = await open(launched, PHONE);
  await login(page, "bureau-leader");
  assert.deepEqual(await figure(page, "学生参与率"), await figure(desk, "学生参与率"));
  await lookOver(page, "cockpit");
  await desk.context().close();
  await page.context().close();
});
