// The system administrator gives a program a key, which reads what it may until it is taken away.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { DESK, base, browser, login, lookOver, open, sure, visit } from "./house.mjs";

let launched;
before(async () => (launched = await browser()));
after(() => launched?.close());

test("a key is made, shown once, used and taken away", async () => {
  const page = await open(launched, DESK);
  await login(page, "system-admin");
  await visit(page, "/api-keys");
  await lookOver(page, "api-keys-none");
  await page.getByRole("link", { name: "新建密钥" }).click();
  await page.getByLabel("用途").fill("市教育数据仓");
  // Nothing chosen is told, and what was typed is kept.
  await page.getByRole("button", { name: "生成密钥" }).click();
  await page.getByRole("alert").first().waitFor();
  assert.equal(await page.getByLabel("用途").inputValue(), "市教育数据仓");
  await lookOver(page, "api-key-refused");
  await page.getByRole("checkbox").first().check();
  await page.getByRole("button", { name: "生成密钥" }).click();
  const key = (await page.locator("main code").first().innerText()).trim();
  await lookOver(page, "api-key-made");
  await page.getByRole("link", { name: "完成" }).click();
  assert.ok(!(await page.content()).includes(key), "the key is shown once");
  await lookOver(page, "api-keys");

  const document = await (await fetch(`${base}/cixi/api/openapi.json`)).json();
  const paths = Object.keys(document.paths).filter((it) => !it.includes("{"));
  const ask = async (token) => Promise.all(
    paths.map(async (path) => (await fetch(base + (path.startsWith("/cixi") ? path : `/cixi${path}`), { headers: { authorization: `Bearer ${token}` } })).status),
  );
  assert.ok((await ask(key)).includes(200), "the key opens something");
  assert.ok((await ask("xk_nonsense")).every((it) => it === 401), "another one opens nothing");
  await sure(page, page.getByRole("button", { name: "停用" }));
  await page.getByText("已停用。").waitFor();
  assert.ok((await ask(key)).every((it) => it === 401), "once taken away it opens nothing");
  await page.context().close();
});
