// The roll manager of a school at a desk: sends a roll in, sees what it would change before anything
// changes, confirms it, and finds that the same file changes nothing the second time.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { DESK, browser, login, lookOver, numbers, open, visit } from "./house.mjs";

let launched;
before(async () => (launched = await browser()));
after(() => launched?.close());

/** An invented ID number (no county has 330299) with the right check digit, or a wrong one. */
function idNumber(birthday, order, isRight = true) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const digits = `330299${birthday}${order}`;
  const sum = weights.reduce((all, weight, at) => all + weight * Number(digits[at]), 0);
  return digits + "10X98765432"[(isRight ? sum : sum + 1) % 11];
}

/** A roll as the national system exports it, less the columns that may be empty. */
function roll(pupils) {
  const head = "姓名,性别,出生日期,身份证件号,班号,入学年月,成员1姓名,成员1关系,成员1联系电话";
  const rows = pupils.map((it) =>
    [it.name, it.sex, it.birthday, it.id, "一年级(1)班", "202109", it.mother, "母亲", "10055550001"].join(","),
  );
  return { name: "学生基础信息表.csv", mimeType: "text/csv", buffer: Buffer.from([head, ...rows, ""].join("\r\n")) };
}

/** Sends `file` in and waits until it was looked at. */
async function send(page, file) {
  await visit(page, "/roll");
  await page.locator("[name=file]").setInputFiles(file);
  await page.getByRole("button", { name: "上传并核对" }).click();
  await ended(page);
}

/** Waits for the end of the job whose page is open, then follows its link. */
async function ended(page) {
  const link = page.getByRole("link", { name: "查看结果" });
  await link.waitFor({ timeout: 60_000 });
  await link.click();
}

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
  await page.getByLabel(/新增/).check();
  page.on("dialog", (it) => it.accept());
  await page.getByRole("button", { name: "确认更新所选" }).click();
  const yes = page.getByRole("dialog").getByRole("button", { name: /确/ });
  if (await yes.isVisible().catch(() => false)) await yes.click();
  await ended(page);
  await visit(page, "/students?q=闻人小荷");
  await page.locator("tbody").getByText("闻人小荷").first().waitFor();

  await send(page, file);
  assert.equal(await figure(page, "与系统一致"), 1);
  assert.equal(await figure(page, "新增"), 0);
  await page.context().close();
});
