// The roll manager of a school at a desk: sends a roll in, sees what it would change before anything
// changes, confirms it, and finds that the same file changes nothing the second time.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { DESK, browser, login, lookOver, numbers, open, visit } from "./house.mjs";
import { idNumber, roll, send, takeNew } from "./roll.mjs";

let launched;
before(async () => (launched = await browser()));
after(() => launched?.close());

/** The figure under `label`. */
async function figure(page, label) {
  const card = page.locator(".figure", { has: page.getByText(label, { exact: true }) });
  return numbers(await card.locator(".figure-value").innerText())[0];
}

test("a roll is looked at, confirmed, and changes nothing the second time", async () => {
  const page = await open(launched, DESK);
  await login(page, "roll-manager");
  const file = roll([
    { name: "闻人小荷", sex: "女", birthday: "2014-11-03", id: idNumber("20141103", "912"), mother: "闻人清" },
    { name: "闻人小松", sex: "男", birthday: "2014-11-03", id: idNumber("20141103", "913", false), mother: "闻人清" },
  ]);
  await send(page, file);
  const seen = [await figure(page, "表中学生"), await figure(page, "新增"), await figure(page, "有误，不能使用")];
  assert.deepEqual(seen, [2, 1, 1]);
  await lookOver(page, "roll-checked");

  await visit(page, "/students?q=闻人小荷");
  assert.equal(await page.locator("tbody").getByText("闻人小荷").count(), 0, "nothing changed by looking");

  await visit(page, "/roll");
  await page.getByRole("link", { name: "学生基础信息表.csv" }).first().click();
  await takeNew(page);
  await visit(page, "/students?q=闻人小荷");
  await page.locator("tbody").getByText("闻人小荷").first().waitFor();

  await send(page, file);
  assert.equal(await figure(page, "与系统一致"), 1);
  assert.equal(await figure(page, "新增"), 0);
  await page.context().close();
});
