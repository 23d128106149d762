// Everyone gets in: each demo log-in opens its start page, and every page that its navigation leads
// to is looked over, on the desk and on the phone.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { DESK, PHONE, browser, demoLogins, login, lookOver, lookOverAgain, open, visit } from "./house.mjs";

let launched;
before(async () => (launched = await browser()));
after(() => launched?.close());

for (const size of [DESK, PHONE]) {
  test(`the log-in page on the ${size.name}`, async () => {
    const page = await open(launched, size);
    assert.ok((await demoLogins(page)).length > 0, "the demo offers log-ins");
    await lookOver(page, "login");
    await page.locator("#login").fill("nobody");
    await page.locator("#password").fill("wrong");
    await page.locator("form", { has: page.locator("#password") }).locator("button").click();
    await page.getByRole("alert").waitFor();
    assert.equal(await page.locator("#login").inputValue(), "nobody", "what was typed is kept");
    await lookOver(page, "login-refused");
    await page.context().close();
  });
}

/** Opens each demo log-in's start page and every page that its navigation leads to. */
async function walk(t, size) {
  const first = await open(launched, size);
  const logins = await demoLogins(first);
  const seen = new Set();
  await first.context().close();
  for (const { login: name, label } of logins) {
    await t.test(label, async () => {
      const page = await open(launched, size);
      await login(page, name);
      await lookOver(page, `home-${name}`);
      const paths = await page.locator("nav a[href^='/cixi/']").evaluateAll((all) => [
        ...new Set(all.map((it) => it.getAttribute("href").replace(/^\/cixi/, ""))),
      ]);
      // A page that many roles share is looked over once.
      for (const path of paths.filter((it) => !seen.has(it))) {
        seen.add(path);
        await visit(page, path);
        await lookOverAgain(page, `menu-${name}${path.replaceAll(/[/?&=]/g, "-")}`);
      }
      await page.context().close();
    });
  }
}

// Nothing is changed here, so that desk and phone are walked side by side.
test("each role's pages", { concurrency: true }, (t) =>
  Promise.all([DESK, PHONE].map((size) => t.test(`on the ${size.name}`, (t) => walk(t, size)))),
);
