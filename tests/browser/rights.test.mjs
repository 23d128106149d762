// A family asks for what is wrong to be put right, and for a second guardian to be let in; the
// school answers, the family sees it.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { DESK, PHONE, browser, download, login, lookOver, open, sure, visit } from "./house.mjs";
import { idNumber, roll, send, takeNew } from "./roll.mjs";
import { sheetRows } from "./xlsx.mjs";

let launched;
before(async () => (launched = await browser()));
after(() => launched?.close());

/** A picture of one point: proof enough for a test. */
const PROOF = {
  name: "户口簿.png",
  mimeType: "image/png",
  buffer: Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64"),
};

test("a family reads what is known of it, takes it along, and has an address put right", async () => {
  const family = await open(launched, PHONE);
  await login(family, "guardian");
  await visit(family, "/my-data");
  await lookOver(family, "my-data");
  await family.getByRole("link", { name: /^孩子/ }).first().click();
  await lookOver(family, "my-data-child");
  const rows = await sheetRows(await download(family, family.getByRole("button", { name: /下载/ })));
  assert.ok(rows.length > 5, "the workbook has something in it");
  await family.getByRole("link", { name: "申请更正" }).click();
  await lookOver(family, "correction-which");
  await family.getByRole("link", { name: /住址/ }).first().click();
  await family.getByLabel(/正确的/).fill("宗汉街道新塘村 8 号");
  await family.getByLabel("情况说明").fill("去年搬了家");
  await family.locator("[name=file]").setInputFiles(PROOF);
  await lookOver(family, "correction");
  await family.getByRole("button", { name: "提交申请" }).click();
  await family.waitForURL(/\/requests\/drq_/);
  const address = new URL(family.url()).pathname.replace("/cixi", "");
  await lookOver(family, "request-sent");

  const office = await open(launched, DESK);
  await login(office, "roll-manager");
  await visit(office, "/requests");
  await lookOver(office, "requests");
  await visit(office, address);
  await lookOver(office, "request");
  // Sending back without a word is told on the page.
  await office.getByRole("button", { name: "退回补充材料" }).click();
  await office.getByText("没有办成").waitFor();
  await sure(office, office.getByRole("button", { name: /核对无误/ }));
  await office.locator(".timeline").getByText("更正").first().waitFor();
  await office.context().close();

  await visit(family, address);
  assert.match(await family.locator(".timeline").innerText(), /更正/);
  await lookOver(family, "request-done");
  await family.context().close();
});

/** Proves on the log-in page that one holds a telephone. */
async function prove(page, phone) {
  await visit(page, "/login/phone");
  await page.getByLabel("手机号").fill(phone);
  await page.getByRole("button", { name: "获取验证码" }).click();
  const [code] = (await page.getByText(/验证码是 \d{6}/).innerText()).match(/\d{6}/);
  await page.getByLabel("6 位验证码").fill(code);
  await page.locator("form", { has: page.getByLabel("6 位验证码") }).getByRole("button").first().click();
}

test("a guardian whom the roll does not know asks in, and the class teacher lets them in", async () => {
  const office = await open(launched, DESK);
  await login(office, "roll-manager");
  const id = idNumber("20111103", "914");
  await send(office, roll([{ name: "端木小竹", sex: "女", birthday: "2011-11-03", id, class: "四年级(1)班", mother: "端木清" }]));
  await takeNew(office);
  await office.context().close();

  const family = await open(launched, PHONE);
  await prove(family, "10055550077");
  await family.getByRole("button").filter({ hasText: /家长/ }).first().click();
  await lookOver(family, "join-family");
  await family.getByText(/请班主任确认/).first().click();
  const ask = family.locator("#ask");
  await ask.getByLabel("您的姓名").fill("端木远");
  await ask.getByLabel("和孩子的关系").selectOption({ label: "父亲" });
  await ask.getByLabel("孩子姓名").fill("端木小竹");
  await ask.getByLabel(/完整的身份证件号码/).fill(id);
  await ask.getByRole("button", { name: "提交给班主任" }).click();
  await family.getByText("已提交").first().waitFor();
  await lookOver(family, "join-asked");

  const teacher = await open(launched, DESK);
  await login(teacher, "class-teacher");
  await visit(teacher, "/guardian-requests");
  await lookOver(teacher, "guardian-requests");
  const request = teacher.locator("section.card", { hasText: "端木小竹" });
  // Refusing wants a reason, and says so.
  await request.getByRole("button", { name: "退回" }).click();
  assert.equal(await teacher.locator("section.card", { hasText: "端木小竹" }).count(), 1, "it still waits");
  await teacher.locator("section.card", { hasText: "端木小竹" }).getByRole("button", { name: "确认" }).click();
  await teacher.getByText(/已确认/).waitFor();
  await lookOver(teacher, "guardian-confirmed");
  await teacher.context().close();

  await family.context().close();
});
