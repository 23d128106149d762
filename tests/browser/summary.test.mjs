// The year's summary on its way: the drafting office adds a paragraph with a figure that counts itself
// and one that was reported, the offices agree, the text is checked, signed and issued; anyone with the
// paper finds it unchanged.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test, { after, before } from "node:test";
import { DESK, PHONE, browser, download, login, lookOver, open, visit } from "./house.mjs";

let launched;
before(async () => (launched = await browser()));
after(() => launched?.close());

/** Opens the summary as somebody. */
async function opened(role, size = DESK) {
  const page = await open(launched, size);
  await login(page, role);
  await visit(page, "/reports");
  await page.getByRole("link", { name: /2021年总结/ }).first().click();
  return page;
}

/** Takes a step that the page of the document offers, and says what it has come to. */
async function step(role, button, size) {
  const page = await opened(role, size);
  await page.getByRole("button", { name: button, exact: true }).click();
  await page.getByText("办理过程").first().waitFor();
  const text = await page.locator("main").innerText();
  await lookOver(page, `summary-${role}`);
  await page.context().close();
  return text;
}

test("the summary gets a paragraph with two figures, and goes through to its number", async () => {
  const clerk = await opened("basic-education-clerk");
  await clerk.getByRole("link", { name: "编辑", exact: true }).click();
  const body = clerk.locator("textarea[name=body]");
  const before = await body.inputValue();
  const names = await clerk.locator("select[name=name]").locator("option").allInnerTexts();
  const reported = names.find((it) => it.startsWith("填报数 · ")).split(" · ")[1];
  await body.fill(`${before}\n# 一年概况\n在校学生{在校学生}，{${reported}}（填报）。{没有这个数}`);
  await clerk.getByRole("button", { name: "保存", exact: true }).click();
  await clerk.getByText("还没有保存").first().waitFor();
  assert.match(await clerk.locator("main").innerText(), /第 \d+ 行.*没有这个数/);
  await lookOver(clerk, "summary-wrong");
  await body.fill(`${before}\n# 一年概况\n在校学生{在校学生}，{${reported}}。`);
  await clerk.getByRole("button", { name: "保存", exact: true }).click();
  const paragraph = clerk.locator("p", { hasText: /在校学生[\d,]+人/ }).last();
  assert.match(await paragraph.innerText(), /在校学生[\d,]+人.*，.*\d.*。/);
  await lookOver(clerk, "summary-draft");

  // The live figure opens to what is counted.
  await paragraph.getByRole("link").first().click();
  await clerk.getByRole("heading", { level: 1, name: "在校学生" }).waitFor();
  await clerk.goBack();
  await clerk.getByRole("button", { name: "送签", exact: true }).click();
  await clerk.getByText("待会签").first().waitFor();
  await clerk.context().close();

  for (const office of ["finance-clerk", "personnel-clerk", "safety-clerk", "supervision-clerk"]) {
    await step(office, "会签同意");
  }
  await step("office-clerk", "核稿通过");
  assert.match(await step("bureau-leader", "签发", PHONE), /签发\s+\S+，2021-12-\d\d/);
  assert.match(await step("office-clerk", "编号印发"), /〔2021〕\d+ ?号/);
});

test("what was issued comes out as DOCX and PDF, and its paper can be checked by anyone", async () => {
  const page = await opened("basic-education-clerk");
  assert.equal(await page.getByRole("link", { name: "编辑", exact: true }).count(), 0, "it is frozen");
  for (const [kind, begins] of [["DOCX", "PK"], ["PDF", "%PDF"]]) {
    const file = await readFile(await download(page, page.getByRole("link", { name: `下载 ${kind}` })));
    assert.ok(file.subarray(0, 4).toString("latin1").startsWith(begins), kind);
  }
  const check = await page.getByRole("link", { name: "核验" }).getAttribute("href");
  await page.context().close();
  const anyone = await open(launched, PHONE);
  await visit(anyone, check.replace(/^\/cixi/, ""));
  await anyone.getByText(/一致/).first().waitFor();
  await lookOver(anyone, "document-checked");
  await visit(anyone, check.replace(/^\/cixi/, "").replace(/digest=./, "digest=0"));
  assert.match(await anyone.locator("main").innerText(), /不一致|没有/);
  await anyone.context().close();
});
