// What schools and bureau do now and then: 人籍一致 each term, turning the year, and what teachers
// are paid.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { DESK, browser, download, login, lookOver, numbers, open, printed, sure, table, visit } from "./house.mjs";
import { sheetRows } from "./xlsx.mjs";

let launched;
before(async () => (launched = await browser()));
after(() => launched?.close());

/** A desk at which `role` sits. */
async function desk(role) {
  const page = await open(launched, DESK);
  await login(page, role);
  return page;
}

test("a class teacher says who is not there, and the school settles it", async () => {
  const teacher = await desk("class-teacher");
  await visit(teacher, "/census");
  await lookOver(teacher, "census-class");
  const child = teacher.locator("input[name=absent]").first();
  const name = (await teacher.locator("label.choice").first().innerText()).trim();
  await child.check();
  await teacher.getByLabel("他们的去向").fill("随父母在宁波就读");
  await teacher.getByRole("button", { name: /确认/ }).click();
  await teacher.getByText(/已于 .* 确认/).waitFor();
  assert.match(await teacher.locator("main").innerText(), new RegExp(`${name}[\\s\\S]*随父母在宁波就读`));
  await lookOver(teacher, "census-confirmed");
  await teacher.context().close();

  const school = await desk("roll-manager");
  await visit(school, "/census");
  await school.getByText(`处理：`).first().waitFor();
  await lookOver(school, "census-school");
  const form = school.locator("form", { hasText: name }).filter({ hasText: "怎样处理的" });
  await form.getByLabel("怎样处理的").fill("已通知家长办理转出");
  await form.getByRole("button", { name: "已处理" }).click();
  await school.getByText("已通知家长办理转出").waitFor();
  await school.context().close();
});

test("the bureau sees which schools confirmed, and takes it along as a workbook", async () => {
  const page = await desk("basic-education-clerk");
  await visit(page, "/census");
  await lookOver(page, "census-county");
  const rows = await sheetRows(await download(page, page.getByRole("link", { name: "导出" })));
  assert.ok(rows.some((row) => row.includes("已确认班级")) && rows.length > 5, `${rows[0]}`);
  await page.context().close();
});

test("turning the year is foreseen in December, and not offered", async () => {
  const page = await desk("basic-education-clerk");
  await visit(page, "/year");
  await page.getByText("现在还不能升级").waitFor();
  assert.equal(await page.getByRole("button", { name: /^升级到/ }).count(), 0);
  const graduates = page.locator(".figure", { has: page.getByText("毕业的学生", { exact: true }) });
  assert.ok(numbers(await graduates.innerText())[0] > 0);
  await lookOver(page, "year");
  await printed(page, "year");
  await page.context().close();
});

test("a month's pay goes from the school to the bureau and on to finance", async () => {
  const school = await desk("aftercare-manager");
  await visit(school, "/aftercare/pay?month=2021-11");
  await school.locator("tbody a").first().click();
  const name = (await school.locator(".head-above").innerText()).trim();
  const lines = await table(school, "各教师课时与金额");
  const total = numbers(await school.locator("tfoot").innerText()).at(-1);
  const sum = lines.reduce((all, it) => all + numbers(it["金额"])[0], 0);
  assert.equal(Math.round(sum * 100), Math.round(total * 100));
  await lookOver(school, "pay-school");
  await sure(school, school.getByRole("button", { name: "确认并报送" }));
  await school.getByText("待教育局审核").first().waitFor();
  await school.context().close();

  const bureau = await desk("finance-clerk");
  await visit(bureau, "/aftercare/pay?month=2021-11");
  await lookOver(bureau, "pay-county");
  await bureau.locator("tbody a", { hasText: name }).click();
  await lookOver(bureau, "pay-review");
  await bureau.getByRole("button", { name: "审核通过" }).click();
  await bureau.getByText("已审核公示").first().waitFor();
  await visit(bureau, "/aftercare/pay?month=2021-11");
  const rows = await sheetRows(await download(bureau, bureau.getByRole("link", { name: "财务发放表" })));
  const heads = rows.find((row) => row.includes("金额(元)"));
  const own = rows.filter((row) => row[0] === name).map((row) => Number(row[heads.indexOf("金额(元)")]));
  assert.equal(Math.round(own.reduce((all, it) => all + it, 0) * 100), Math.round(total * 100), "finance pays what the school confirmed");
  await bureau.context().close();
});

test("a new rate is set from a day on; a wrong amount is told", async () => {
  const page = await desk("finance-clerk");
  await visit(page, "/aftercare/pay/rates");
  await lookOver(page, "rates");
  const fill = async (amount) => {
    await page.getByLabel("类型").selectOption({ label: "拓展课程" });
    await page.getByLabel("每课时").fill(amount);
    await page.getByLabel("起算日期").fill("2022-02-14");
    await page.getByLabel("依据").fill("慈教〔2022〕8号");
    await page.getByRole("button", { name: "保存" }).click();
  };
  await fill("75");
  const row = page.locator("tbody tr", { hasText: "慈教〔2022〕8号" });
  await row.waitFor();
  assert.match(await row.innerText(), /75\.00[\s\S]*未到起算日/);
  await page.context().close();
});
