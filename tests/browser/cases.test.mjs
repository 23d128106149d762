// Cases on their way through the offices: a danger is reported on a phone and gone by the next
// morning, anyone follows it by its number, and a county changes what a kind of case says.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { DESK, PHONE, act, browser, login, lookOver, open, sure, visit } from "./house.mjs";

let launched;
before(async () => (launched = await browser()));
after(() => launched?.close());

/** A page of somebody who has logged in. */
async function sit(role, size = DESK) {
  const page = await open(launched, size);
  await login(page, role);
  return page;
}

test("a danger goes from a teacher's phone through five hands, and its number tells anyone how it stands", async () => {
  const teacher = await sit("teacher", PHONE);
  await visit(teacher, "/cases/incident/new");
  await lookOver(teacher, "case-new");
  await teacher.getByLabel("消防", { exact: true }).check();
  await teacher.getByLabel("一般", { exact: true }).check();
  await teacher.getByLabel("发现了什么").fill("三楼灭火器压力不足");
  await teacher.getByLabel("具体位置").fill("教学楼三楼西侧");
  await teacher.getByRole("button", { name: "提交" }).click();
  await teacher.getByText("已提交，办件号可以用来查询进度").waitFor();
  await lookOver(teacher, "case-sent");
  const path = new URL(teacher.url()).pathname.replace(/^\/[^/]+/, "");
  const number = /AQ\d{6}-\w+/.exec(await teacher.locator("main").innerText())[0];
  await teacher.context().close();

  const anyone = await open(launched, PHONE);
  const stands = async (step) => {
    await visit(anyone, `/follow?number=${number}`);
    await anyone.getByText(step).first().waitFor();
    assert.ok(!(await anyone.locator("main").innerText()).includes("灭火器"), "what it says is nobody else's");
  };
  await stands("待受理");
  await lookOver(anyone, "follow");

  const clerk = await sit("safety-clerk");
  await visit(clerk, "/waiting");
  await clerk.getByText("三楼灭火器压力不足").first().waitFor();
  await lookOver(clerk, "waiting-desk");
  await visit(clerk, path);
  await act(clerk, "受理");
  await act(clerk, "派给学校处置", { 处置要求: "今天更换，留一张照片" });
  await stands("处置中");

  const officer = await sit("safety-officer", PHONE);
  await visit(officer, path);
  await lookOver(officer, "case-record");
  await act(officer, "处置完毕，报核验", { 处置措施: "已更换并登记", 处置完成日期: "2021-12-20" });
  await officer.context().close();

  const inspector = await sit("inspector", PHONE);
  await visit(inspector, path);
  await act(inspector, "没有办好，退回处置", { 原因: "登记卡没有更新" });
  await inspector.context().close();

  const principal = await sit("principal");
  await visit(principal, path);
  await act(principal, "处置完毕，报核验", { 处置措施: "登记卡已更新", 处置完成日期: "2021-12-20" });
  await principal.context().close();

  const again = await sit("inspector", PHONE);
  await visit(again, path);
  await act(again, "核验通过", { 到场查看: true });
  await again.context().close();

  await visit(clerk, path);
  await act(clerk, "销号");
  await clerk.getByText("按期完成").first().waitFor();
  await lookOver(clerk, "case-closed");
  await clerk.context().close();
  await stands("已销号");
  await anyone.context().close();
});

test("a county calls a kind by its own name after looking at what would change, and goes back", async () => {
  const page = await sit("system-admin");
  await visit(page, "/catalog");
  await lookOver(page, "catalog");
  await visit(page, "/catalog/case/hazard");
  await page.locator("svg.flow-picture").waitFor();
  await lookOver(page, "catalog-entry");
  await page.getByRole("link", { name: "修改", exact: true }).click();
  const text = page.getByLabel("文件内容");
  const old = await text.inputValue();
  const label = /^label = "(.*)"$/m.exec(old)[1];

  await text.fill(old.replace(/^label = .*$/m, "lable = \"隐患治理\""));
  await page.getByRole("button", { name: "检查并预览" }).click();
  await page.getByText("是不是 label").waitFor();
  await lookOver(page, "catalog-fault");

  await page.getByLabel("文件内容").fill(old.replace(/^label = .*$/m, "label = \"隐患治理\""));
  await page.getByRole("button", { name: "检查并预览" }).click();
  await page.getByText("没有发现错误").waitFor();
  await lookOver(page, "catalog-preview");
  await page.getByLabel("为什么改").fill("本市一直这样叫");
  await page.getByRole("button", { name: "从现在起生效" }).click();
  await page.getByRole("heading", { level: 1, name: "隐患治理" }).waitFor();

  const office = await sit("safety-clerk");
  await visit(office, "/cases/hazard");
  await office.getByRole("heading", { level: 1, name: "隐患治理" }).waitFor();
  await office.context().close();

  await page.getByRole("link", { name: "第 1 次改动" }).click();
  await page.getByText("隐患治理").first().waitFor();
  await lookOver(page, "catalog-change");
  await page.goBack();
  await page.getByLabel("为什么恢复").fill("试过了");
  await sure(page, page.getByRole("button", { name: "恢复随程序带来的内容" }));
  await page.getByRole("heading", { level: 1, name: label }).waitFor();
  await page.context().close();
});

test("the flow of a kind is read on a phone", async () => {
  const page = await sit("bureau-leader", PHONE);
  await visit(page, "/catalog/case/petition");
  await page.locator("svg.flow-picture").waitFor();
  await lookOver(page, "catalog-entry");
  await page.context().close();
});
