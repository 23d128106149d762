// Takes the pictures of docs/pictures from a demo county that is being served: one for each kind of
// page. By hand, after `./dev demo --fresh`:
//
//     XUEYU_URL=http://127.0.0.1:8080 node tests/browser/pictures.mjs
//
// The county is not changed. Look at them before they are committed.

import { mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

process.env.XUEYU_URL ??= "http://127.0.0.1:8080";
const { DESK, PHONE, browser, login, open, visit } = await import("./house.mjs");

const folder = process.env.OUTPUT ?? join(dirname(fileURLToPath(import.meta.url)), "../../docs/pictures");
/** No picture is bigger: they are fetched with the repository. */
const BYTES_MAX = 200_000;

await mkdir(folder, { recursive: true });
const launched = await browser(["--lang=zh-CN"]);

/** A picture of what `role` sees after `reach`, cut at the window's foot. */
async function take(name, size, role, reach) {
  const page = await open(launched, { ...size, deviceScaleFactor: 1 });
  await login(page, role);
  await reach(page);
  // A chart is drawn a moment after its page.
  await page.waitForTimeout(1_500);
  await page.mouse.move(0, 0);
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  const { size: bytes } = await stat(path);
  console.log(`${name}.png  ${bytes} bytes${bytes > BYTES_MAX ? "  TOO BIG" : ""}`);
  if (bytes > BYTES_MAX) process.exitCode = 1;
  await page.context().close();
}

const desk = { ...DESK, viewport: { width: 1280, height: 900 } };
const paper = { name: "paper", viewport: { width: 794, height: 1123 } };
const firstRow = (page) => page.locator("tbody a").first().click();

await take("cockpit", desk, "bureau-leader", (page) => visit(page, "/aftercare"));
await take("list", desk, "basic-education-clerk", (page) => visit(page, "/aftercare/programmes?term=2021-2"));
await take("task", desk, "basic-education-clerk", async (page) => {
  await visit(page, "/aftercare/programmes?term=2021-2&state=filed");
  await firstRow(page);
});
await take("record", desk, "roll-manager", async (page) => {
  await visit(page, "/students");
  await firstRow(page);
});
await take("form", desk, "aftercare-manager", (page) => visit(page, "/aftercare/school/programme"));
await take("family", PHONE, "guardian", (page) => visit(page, "/family/aftercare"));
await take("wishes", PHONE, "guardian", (page) => visit(page, "/family/courses"));
await take("roll", PHONE, "teacher", async (page) => {
  await page.getByRole("link", { name: "点名", exact: true }).first().click();
});
await take("paper", paper, "basic-education-clerk", async (page) => {
  await visit(page, "/aftercare");
  await page.emulateMedia({ media: "print" });
});
await launched.close();
