// Somebody without an account: finds the hall from the log-in page, sends in a petition on a phone,
// follows it by its number while the office handles it, and reads nothing that others wrote.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { DESK, PHONE, act, browser, login, lookOver, open, visit } from "./house.mjs";

let launched;
before(async () => (launched = await browser()));
after(() => launched?.close());

test("a citizen's petition is sent in on a phone without an account and followed by its number", async () => {
  const citizen = await open(launched, PHONE);
  await visit(citizen, "/login");
  await citizen.getByRole("link", { name: "不登录，进办事大厅" }).click();
  await lookOver(citizen, "hall");
  await citizen.getByRole("link", { name: "信访与投诉" }).click();
  await lookOver(citizen, "petition-new");
  await citizen.getByLabel("学校", { exact: true }).selectOption({ index: 1 });
  await citizen.getByLabel("教师", { exact: true }).check();
  await citizen.getByRole("button", { name: "提交" }).click();
  // The browser itself asks for what is missing; what was chosen stays.
  assert.ok(await citizen.getByLabel("教师", { exact: true }).isChecked());
  await citizen.getByLabel("反映的内容（原文）").fill("我是三年级的家长沈某某，老师周末在家里收费补课");
  await citizen.getByLabel("信访人").fill("沈某某");
  await citizen.getByLabel("联系电话").fill("10012345678");
  await citizen.getByRole("button", { name: "提交" }).click();
  await citizen.getByText("信访与热线已经收到").waitFor();
  await lookOver(citizen, "petition-sent");
  const number = /XF\d{6}-\w+/.exec(await citizen.locator("main").innerText())[0];
  const stands = async (step) => {
    await visit(citizen, `/follow?number=${number}`);
    await citizen.getByText(step).first().waitFor();
    assert.ok(!(await citizen.locator("main").innerText()).includes("补课"), "what it says is the office's alone");
  };
  await stands("待登记");

  const clerk = await open(launched, DESK);
  await login(clerk, "office-clerk");
  await visit(clerk, "/cases/petition");
  await clerk.getByRole("link", { name: "网上反映，待登记" }).first().click();
  await lookOver(clerk, "petition-record");
  await act(clerk, "登记", { 转办摘要: "反映教师有偿补课", 否: true, 本局: true });
  await clerk.getByRole("heading", { name: "反映教师有偿补课" }).waitFor();
  await stands("待转交");
  await act(clerk, "转交办理单位");
  await act(clerk, "已告知信访人", { 短信: true, 告知日期: "2021-12-20" });
  await act(clerk, "受理，由本局办理");
  await stands("本局办理中");
  await act(clerk, "办理完毕，拟答复", { 调查和处理情况: "经核实，已责令退还并给予批评教育。" });
  await act(clerk, "已答复信访人", { 答复文号: "慈教信〔2021〕18号", 答复日期: "2021-12-20", 满意: true });
  await stands("已答复");
  await clerk.context().close();
  await citizen.context().close();
});
