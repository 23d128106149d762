// A roll of invented pupils as a spreadsheet, and sending it in.

import { visit } from "./house.mjs";

/** An invented ID number (no county has 330299) with the right check digit, or a wrong one. */
export function idNumber(birthday, order, isRight = true) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const digits = `330299${birthday}${order}`;
  const sum = weights.reduce((all, weight, at) => all + weight * Number(digits[at]), 0);
  return digits + "10X98765432"[(isRight ? sum : sum + 1) % 11];
}

/** A roll as the national system exports it, less the columns that may be empty. */
export function roll(pupils) {
  const head = "姓名,性别,出生日期,身份证件号,班号,入学年月,成员1姓名,成员1关系,成员1联系电话";
  const rows = pupils.map((it) =>
    [it.name, it.sex, it.birthday, it.id, it.class ?? "一年级(1)班", "202109", it.mother, "母亲", "10055550001"].join(","),
  );
  return { name: "学生基础信息表.csv", mimeType: "text/csv", buffer: Buffer.from([head, ...rows, ""].join("\r\n")) };
}

/** Sends `file` in and waits until it was looked at. */
export async function send(page, file) {
  await visit(page, "/roll");
  await page.locator("[name=file]").setInputFiles(file);
  await page.getByRole("button", { name: "上传并核对" }).click();
  await ended(page);
}

/** Waits for the end of the job whose page is open, then follows its link. */
export async function ended(page) {
  const link = page.getByRole("link", { name: "查看结果" });
  await link.waitFor({ timeout: 60_000 });
  await link.click();
}

/** Takes everything new of the list that was just looked at. */
export async function takeNew(page) {
  await page.getByLabel(/新增/).check();
  page.on("dialog", (it) => it.accept());
  await page.getByRole("button", { name: "确认更新所选" }).click();
  const yes = page.getByRole("dialog").getByRole("button", { name: /确/ });
  if (await yes.isVisible().catch(() => false)) await yes.click();
  await ended(page);
}
