// The teacher on a phone: calls the roll of today, everyone there but one, and corrects it.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { PHONE, browser, login, lookOver, numbers, open } from "./house.mjs";

let launched;
before(async () => (launched = await browser()));
after(() => launched?.close());

test("a roll is called and corrected", async () => {
  const page = await open(launched, PHONE);
  await login(page, "teacher");
  await lookOver(page, "today");
  await page.getByRole("link", { name: "点名", exact: true }).first().click();
  await lookOver(page, "roll");
  const children = page.locator(".roll-child");
  const all = await children.count();
  assert.ok(all > 1, "there are children on the roll");
  // Whoever asked for leave stands so already.
  const away = await page.locator(".roll-child input:checked:not([value=''])").count();

  const first = children.filter({ has: page.locator("input[value='']:checked") }).first();
  const name = (await first.locator("legend").innerText()).trim();
  await first.getByRole("radio", { name: "缺勤", exact: true }).check();
  await page.getByRole("button", { name: "提交点名" }).click();
  const told = page.getByRole("status").filter({ hasText: "已点名" });
  await told.waitFor();
  const [expected, present, absent] = numbers(await told.innerText());
  assert.deepEqual([expected, present, absent], [all, all - away - 1, 1]);
  await lookOver(page, "roll-called");

  const again = page.locator(".roll-child").filter({ has: page.locator("legend", { hasText: name }) });
  await again.getByRole("radio", { name: "到", exact: true }).check();
  await page.getByRole("button", { name: "提交点名" }).click();
  await page.waitForLoadState();
  const corrected = numbers(await told.innerText());
  assert.deepEqual(corrected.slice(0, 3), [all, all - away, 0]);
  await page.context().close();
});
