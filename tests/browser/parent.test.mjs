// The parent on a phone: the children, leave for today, wishes for two children at once, who may
// collect, a course that is paid and left again, and who has looked.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { DESK, PHONE, browser, login, lookOver, numbers, open, sure, visit } from "./house.mjs";

let launched;
before(async () => (launched = await browser()));
after(() => launched?.close());

/** The parent's phone, on the page of the children. */
async function phone() {
  const page = await open(launched, PHONE);
  await login(page, "guardian");
  return page;
}

/** Opens the page of the first child that takes part; says its name. */
async function firstChild(page) {
  const child = page.locator("section.person", { hasText: "参加中" }).first();
  const name = (await child.getByRole("heading").innerText()).trim();
  await child.getByRole("heading").getByRole("link").click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
  return name;
}

test("a parent asks leave for today and takes it back", async () => {
  const page = await phone();
  assert.ok((await page.locator("section.person").count()) >= 2, "the family has two children here");
  await lookOver(page, "children");
  await firstChild(page);
  await lookOver(page, "child");
  await page.getByRole("button", { name: "请假", exact: true }).click();
  await page.getByText("已请假").waitFor();
  await lookOver(page, "child-on-leave");
  await page.getByRole("button", { name: "取消请假" }).click();
  await page.getByText("已请假").waitFor({ state: "detached" });
  await page.context().close();
});

test("a parent ranks wishes for two children on one page and reads them over", async () => {
  const page = await phone();
  const toDo = page.getByRole("link", { name: /选拓展课程/ });
  assert.equal(await toDo.count(), 2, "both children may choose");
  await toDo.first().click();
  const first = page.getByLabel("第 1 志愿");
  const second = page.getByLabel("第 2 志愿");
  assert.equal(await first.count(), 2, "a list of wishes for each child");

  // The same course twice is told before anything is sent.
  await first.nth(0).selectOption({ index: 1 });
  await second.nth(0).selectOption({ index: 1 });
  await page.getByRole("button", { name: /核对志愿/ }).click();
  await page.getByText(/填了两次/).waitFor();
  assert.equal(await page.getByRole("button", { name: "确认提交" }).count(), 0);
  await page.goBack();

  const chosen = [];
  for (const at of [0, 1]) {
    await first.nth(at).selectOption({ index: 1 + at });
    await second.nth(at).selectOption({ index: 3 });
    const option = first.nth(at).locator("option:checked");
    chosen.push((await option.innerText()).split("·").map((it) => it.trim()));
  }
  await page.getByRole("button", { name: /核对志愿/ }).click();
  const told = await page.locator("main").innerText();
  for (const [title, time, price] of chosen) {
    for (const words of [title, time, price]) assert.ok(told.includes(words), `${words} is told: ${told}`);
  }
  for (const words of ["费用", "退费", "未上次数 ÷ 计划次数", "接送", "校门"]) assert.ok(told.includes(words), words);
  await lookOver(page, "wishes-confirm");
  await page.getByRole("button", { name: "确认提交" }).click();
  await page.getByText("志愿已提交").waitFor();
  await lookOver(page, "wishes-sent");
  const sent = await page.locator("main").innerText();
  for (const [title] of chosen) assert.ok(sent.includes(`第 1 志愿　${title}`), sent.slice(0, 300));

  await visit(page, "/family/aftercare");
  assert.equal(await page.getByText("已填 2 个志愿").count(), 2);
  await page.context().close();
});

test("a parent adds a grandparent who may collect", async () => {
  const page = await phone();
  await firstChild(page);
  await page.getByText("添加接送人").click();
  const form = page.locator("details[open] form");
  await form.getByLabel("姓名").fill("虞阿婆");
  await form.getByLabel("与孩子的关系").selectOption({ label: "外祖母" }).catch(() => form.getByLabel("与孩子的关系").selectOption({ index: 2 }));
  await form.getByRole("button", { name: "添加" }).click();
  await page.locator("#collectors").getByText("虞阿婆").waitFor();
  await lookOver(page, "child-collectors");
  await page.context().close();
});

test("a parent takes a course, pays, leaves it and sees what comes back", async () => {
  const page = await phone();
  await visit(page, "/family/courses?term=2021-1");
  await lookOver(page, "courses");
  // The elder has the one course that this term allows; the younger has none yet.
  const free = page.locator("section.child").filter({ hasNot: page.getByText("已录取") }).first();
  const paid = free.locator("details[open] li", { hasText: "￥" }).filter({ has: page.getByRole("button", { name: "报名", exact: true }) });
  const title = (await paid.first().locator(".item-title, strong, a").first().innerText()).trim();
  await sure(page, paid.first().getByRole("button", { name: "报名", exact: true }));
  const card = page.locator("section.card").filter({ has: page.getByRole("heading", { name: title, exact: true }) }).first();
  await card.getByText("已录取").waitFor();
  const words = await card.innerText();
  for (const told of ["时间", "费用", "退费", "接送"]) assert.ok(words.includes(told), `${told} is told: ${words}`);
  await card.getByRole("button", { name: /去缴费/ }).click();
  await page.waitForURL(/family\/courses/);
  await visit(page, "/family/courses?term=2021-1");
  await card.getByText("已缴费").waitFor();
  assert.match(await card.innerText(), /收据 SJ\d+/);
  await card.getByRole("link", { name: /退出/ }).click();
  const [back] = numbers(await page.getByRole("button", { name: /确定退出/ }).innerText());
  assert.ok(back > 0, "something comes back");
  await lookOver(page, "course-leaving");
  await page.getByRole("button", { name: /确定退出/ }).click();
  await page.waitForURL(/family\/courses/);
  await visit(page, "/family/courses?term=2021-1");
  const left = page.locator("section.card").filter({ has: page.getByRole("heading", { name: title, exact: true }) }).filter({ hasText: "退" }).first();
  assert.ok(numbers(await left.innerText()).includes(back), "the refund stands on the page");
  await lookOver(page, "course-left");
  await page.context().close();
});

test("a parent sees who has looked", async () => {
  const page = await phone();
  const name = await firstChild(page);
  const desk = await open(launched, DESK);
  await login(desk, "principal");
  const headmaster = await desk.locator(".tool-user-name").evaluate((it) => it.firstChild.textContent.trim());
  await visit(desk, `/students?q=${encodeURIComponent(name)}`);
  await desk.locator("tbody a", { hasText: name }).first().click();
  await desk.getByRole("heading", { level: 1 }).waitFor();
  await desk.context().close();
  // A look is written behind, within a second.
  await new Promise((done) => setTimeout(done, 1_500));
  await visit(page, "/looks");
  await page.getByText(headmaster).first().waitFor();
  await lookOver(page, "looks");
  await page.context().close();
});
