// From a city's plan to a county's list: the city's office reads its plan in, confirms a target and
// hands it down; the county takes the file, signs for it, and sees it among its own tasks.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { DESK, browser, download, inCell, login, lookOver, open, visit } from "./house.mjs";

let launched;
before(async () => (launched = await browser()));
after(() => launched?.close());

const PLAN = `2023年教育工作要点（测试用）

一、办好学前教育
1.扩大优质资源。二级及以上幼儿园在园幼儿占比达到78%以上。
2.新增普惠性学位不少于1200个。
`;

test("a target goes from the city's plan to the county's list and back as signed for", async () => {
  const file = join(process.env.OUTPUT, "plan.txt");
  await writeFile(file, PLAN);
  const city = inCell(await open(launched, DESK), "ningbo");
  await login(city, "office-clerk");
  await visit(city, "/plans/new");
  await city.locator("input[type=file]").setInputFiles(file);
  await city.getByRole("button", { name: "读入" }).click();
  await city.getByText("2 个目标").first().waitFor();
  await lookOver(city, "plan-read");

  await city.getByLabel("选择本页全部").check();
  await city.getByRole("button", { name: "确认" }).first().click();
  await visit(city, "/tasks");
  await city.getByRole("link", { name: /优质资源|学前教育/ }).first().click();
  await city.getByRole("link", { name: /在园幼儿占比/ }).first().click();
  await city.getByRole("link", { name: "下达给下级教育局" }).click();
  await city.getByLabel("下达给", { exact: true }).selectOption({ label: "慈溪市教育局" });
  await lookOver(city, "package-send");
  await city.getByRole("button", { name: "生成下达文件" }).click();
  const handing = await download(city, city.getByRole("link", { name: "下载下达文件" }));
  const sent = new URL(city.url()).pathname.replace(/^\/[^/]+/, "");

  const county = await open(launched, DESK);
  await login(county, "office-clerk");
  await visit(county, "/packages");
  await county.locator("input[type=file]").setInputFiles({
    name: "changed.json",
    mimeType: "application/json",
    buffer: Buffer.from("{}"),
  });
  await county.getByRole("button", { name: "收下" }).click();
  await lookOver(county, "package-refused");
  await county.locator("input[type=file]").setInputFiles(handing);
  await county.getByRole("button", { name: "收下" }).click();
  await county.getByText("宁波市教育局").first().waitFor();
  await lookOver(county, "package-arrived");
  await county.getByLabel(/牵头/).selectOption({ index: 1 });
  await county.getByRole("button", { name: "签收" }).click();
  await county.getByText("已签收").first().waitFor();
  const receipt = await download(county, county.getByRole("link", { name: "下载回执" }));
  await county.locator("dd", { hasText: "打开" }).last().getByRole("link").click();
  const task = await county.locator("main").innerText();
  assert.match(task, /在园幼儿占比/);
  await lookOver(county, "task-from-above");

  await visit(city, "/packages");
  await city.locator("input[type=file]").setInputFiles(receipt);
  await city.getByRole("button", { name: "收下" }).click();
  await visit(city, sent);
  await city.getByText("已签收").first().waitFor();
  await Promise.all([city, county].map((it) => it.context().close()));
});
