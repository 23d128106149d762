// The parent on a phone: the children, leave for today and taking it back.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { PHONE, browser, login, lookOver, open } from "./house.mjs";

let launched;
before(async () => (launched = await browser()));
after(() => launched?.close());

test("a parent asks leave for today and takes it back", async () => {
  const page = await open(launched, PHONE);
  await login(page, "guardian");
  const children = page.locator("section.card");
  assert.ok((await children.count()) >= 2, "the family has two children here");
  await lookOver(page, "children");
  await page.locator("section.card", { hasText: "参加中" }).first().getByRole("link").click();
  await lookOver(page, "child");
  await page.getByRole("button", { name: "请假", exact: true }).click();
  await page.getByText("已请假").waitFor();
  await lookOver(page, "child-on-leave");
  await page.getByRole("button", { name: "取消请假" }).click();
  await page.getByText("已请假").waitFor({ state: "detached" });
  await page.context().close();
});
