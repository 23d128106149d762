// What the clerk of `clerk.test.mjs` sent off: it can be taken back for a minute, and then it is told.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { DESK, browser, kept, lineOf, login, open, programmes } from "./house.mjs";

let launched;
before(async () => (launched = await browser()));
after(() => launched?.close());

test("the schools that were reminded have been told when the minute is over", async () => {
  const reminded = await kept("reminded");
  const page = await open(launched, DESK);
  await login(page, "basic-education-clerk");
  await new Promise((done) => setTimeout(done, Math.max(0, reminded.at + 62_000 - Date.now())));
  await (await programmes(page, "missing")).first().waitFor();
  await assert.doesNotReject(lineOf(page, reminded.names[0]).getByText(/已催办/).waitFor());
  await assert.doesNotReject(lineOf(page, reminded.names[1]).getByText(/已催办/).waitFor());
  await page.context().close();
});
