// Two people's work from end to end: a clerk's morning at the desk that holds everything, and an
// inspector's visit to a school on a phone, until the school has put right what was found.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { DESK, PHONE, act, browser, demoLogins, login, lookOver, open, printed, sure, visit } from "./house.mjs";

/** A picture as a phone takes it: one green dot. */
const photo = {
  name: "作业本.png",
  mimeType: "image/png",
  buffer: Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  ),
};
/** What tells this run's cases from those of a run before on the same county. */
const run = Date.now().toString(36).slice(-4);

let launched;
before(async () => (launched = await browser()));
after(() => launched?.close());

/** A page of somebody who has logged in. */
async function sit(role, size = DESK) {
  const page = await open(launched, size);
  await login(page, role);
  return page;
}

/** Sends the form of the page. */
const send = (page) =>
  page.locator("main form button[type=submit], main form button:not([type])").first().click();

/** Ticks the rows of a list whose texts are given. */
async function tick(page, titles) {
  for (const title of titles) {
    await page.locator("tbody tr").filter({ hasText: title }).locator("[data-row]").check();
  }
}

/** The path inside the county of the page that is open. */
const pathOf = (page) => new URL(page.url()).pathname.replace(/^\/[^/]+/, "");

test("a clerk's morning: twelve to-dos, one refused, two reminders, one bulk decision, one print", async () => {
  const found = Array.from({ length: 12 }, (_, at) => `晨检${run}第${at + 1}处插座松动`);
  const teacher = await sit("teacher");
  for (const brief of found) {
    await visit(teacher, "/cases/incident/new");
    await teacher.getByLabel("消防", { exact: true }).check();
    await teacher.getByLabel("一般", { exact: true }).check();
    await teacher.getByLabel("发现了什么").fill(brief);
    await teacher.getByLabel("具体位置").fill("综合楼");
    await send(teacher);
    await teacher.getByText("已提交，办件号可以用来查询进度").waitFor();
  }
  await teacher.context().close();

  const clerk = await sit("safety-clerk");
  assert.equal(pathOf(clerk), "/waiting", "the day begins at the desk");
  await visit(clerk, "/waiting?part=case");
  for (const brief of found) await clerk.getByText(brief, { exact: true }).waitFor();
  await lookOver(clerk, "desk-morning");

  // One is not taken on, with a reason.
  await clerk.getByRole("link", { name: found[0], exact: true }).click();
  await act(clerk, "不予受理", { 原因: "与第 2 处是同一个插座" });

  // Two go to the school straight away.
  for (const brief of found.slice(1, 3)) {
    await visit(clerk, "/waiting?part=case");
    await clerk.getByRole("link", { name: brief, exact: true }).click();
    await act(clerk, "受理");
    await act(clerk, "派给学校处置", { 处置要求: "今天换好" });
  }

  // Eight are taken on at once, after a look at what will be done.
  await visit(clerk, "/cases/incident?step=accept");
  await tick(clerk, found.slice(3, 11));
  await clerk.getByRole("button", { name: "批量办理" }).click();
  await clerk.getByLabel(/待受理：受理（8 件）/).check();
  await send(clerk);
  await clerk.getByRole("button", { name: "办理 8 件" }).waitFor();
  await lookOver(clerk, "desk-bulk");
  await clerk.getByRole("button", { name: "办理 8 件" }).click();
  await clerk.getByText("撤销").first().waitFor();
  await lookOver(clerk, "desk-bulk-held");

  // The two that lie with the school are called to mind.
  await visit(clerk, "/cases/incident?view=all&step=handle");
  await tick(clerk, found.slice(1, 3));
  await clerk.getByRole("button", { name: "催办" }).click();
  await clerk.getByText("秒后发出").first().waitFor();

  // The last one goes on paper.
  await visit(clerk, "/waiting?part=case");
  await clerk.getByRole("link", { name: found[11], exact: true }).click();
  await clerk.getByRole("heading", { level: 1 }).waitFor();
  await printed(clerk, "desk-case");
  await lookOver(clerk, "desk-case");
  await clerk.context().close();
});

test("an inspector's visit on a phone: seen, photographed, demanded by a day, put right, verified, signed off", async () => {
  const inspector = await open(launched, PHONE);
  const principals = (await demoLogins(inspector)).find((it) => it.login === "principal");
  await login(inspector, "inspector");
  await visit(inspector, "/cases/visit/new");
  const school = inspector.getByLabel("学校", { exact: true });
  const names = await school.locator("option").allInnerTexts();
  const theirs = names.find((it) => principals.label.includes(it));
  assert.ok(theirs, `${principals.label} is at none of them`);
  await school.selectOption({ label: theirs });
  await inspector.getByLabel("哪一次督查").fill(`冬季推门听课${run}`);
  await inspector.getByLabel("区域", { exact: true }).check();
  await lookOver(inspector, "visit-new");
  await send(inspector);
  await inspector.getByText("已提交，办件号可以用来查询进度").waitFor();
  const path = pathOf(inspector);

  // It is on the desk of the phone, and opens to the lesson.
  await visit(inspector, "/waiting?part=case");
  await lookOver(inspector, "visit-desk");
  await inspector.getByRole("link", { name: `冬季推门听课${run}`, exact: true }).click();
  await inspector.getByRole("link", { name: "记录五个方面", exact: true }).click();
  await inspector.getByLabel("到校日期").fill("2021-12-20");
  for (const it of ["不发通知", "直奔学校", "直入课堂"]) {
    await inspector.getByLabel(it, { exact: true }).check();
  }
  await inspector.getByLabel("听了几节课").fill("3");
  for (const it of ["preparation", "plan", "lesson", "exams"]) {
    await inspector.locator(`[name="${it}"][value="good"]`).check();
  }
  await inspector.locator('[name="homework"][value="poor"]').check();
  await inspector.getByLabel("看到的情况").fill("五年级一周没有批改作业");
  await inspector.locator('[type="file"][name="photos"]').setInputFiles(photo);
  await lookOver(inspector, "visit-record");
  await send(inspector);
  await inspector.getByText("已办理").first().waitFor();
  await inspector.getByRole("link", { name: /作业本/ }).waitFor();
  await inspector.getByRole("link", { name: "已反馈，评定等第", exact: true }).click();
  await inspector.getByLabel("一对一反馈日期").fill("2021-12-20");
  await inspector.getByLabel("反馈给谁").fill("校长");
  await inspector.locator('[name="must_rectify"][value="yes"]').check();
  await inspector.getByLabel("整改要求").fill("本周内补批，下周起每天批改");
  await inspector.locator('[name="grade"][value="c"]').check();
  await send(inspector);
  await inspector.getByText("已办理").first().waitFor();
  await lookOver(inspector, "visit-told");

  const principal = await sit("principal");
  await visit(principal, "/waiting?part=case");
  await principal.getByRole("link", { name: `冬季推门听课${run}`, exact: true }).click();
  await act(principal, "确认，开始整改");
  await principal.getByText("整改到位").first().waitFor();
  await principal.getByText("2022-01-11").first().waitFor();
  await act(principal, "整改到位，请核查", { 整改情况: "作业已经全部补批，教导处每天抽查" });
  await principal.context().close();

  await visit(inspector, "/waiting?part=case");
  await inspector.getByRole("link", { name: `冬季推门听课${run}`, exact: true }).click();
  assert.equal(pathOf(inspector), path);
  await act(inspector, "核查到位");
  await inspector.getByText("已办结，计入考核").first().waitFor();
  await lookOver(inspector, "visit-closed");
  await inspector.context().close();
});
