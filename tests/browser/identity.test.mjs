// Somebody with several identities goes from one to the other with one tap: at a desk, on a phone,
// and without script.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { DESK, PHONE, browser, login, lookOver, open } from "./house.mjs";

let launched;
before(async () => (launched = await browser()));
after(() => launched?.close());

for (const size of [DESK, PHONE, { ...DESK, name: "desk-without-script", javaScriptEnabled: false }]) {
  test(`one tap changes the identity on the ${size.name}`, async () => {
    const page = await open(launched, size);
    await login(page, "class-teacher");
    const strip = page.locator("form.identities");
    const before = (await strip.locator("[aria-current]").innerText()).trim();
    if (size.javaScriptEnabled !== false) await lookOver(page, "identities");
    const other = strip.getByRole("button").first();
    const wanted = (await other.innerText()).trim();
    assert.notEqual(wanted, before);
    await other.click();
    await page.waitForLoadState();
    assert.equal((await strip.locator("[aria-current]").innerText()).trim(), wanted);
    // And back, so that the county is as it was.
    await strip.getByRole("button").filter({ hasText: before.split(/\s/)[0] }).first().click();
    await page.waitForLoadState();
    assert.equal((await strip.locator("[aria-current]").innerText()).trim(), before);
    await page.context().close();
  });
}
