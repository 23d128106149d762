// Runs the browser tests: makes a small demo county, serves it, runs every `*.test.mjs` against it
// one after the other, and stops the server again. `./dev test browser` calls this.
//
// XUEYU is the binary, OUTPUT the folder for the county and the pictures.

import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const binary = resolve(process.env.XUEYU ?? join(here, "../../target/debug/xueyu"));
const output = resolve(process.env.OUTPUT ?? join(here, "../../target/test/browser"));

// A county a fifth of the size: the least that has a programme in each state.
const demo = (port) =>
  ["demo", "--data", join(output, "data"), "--fresh", "--scale", "5", "--listen", `127.0.0.1:${port}`];

/** A port that nobody uses now. */
function freePort() {
  return new Promise((done, fail) => {
    const server = createServer().once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(String(port)));
    });
  });
}

/** Waits until the server answers, or says why it does not. */
async function ready(base, server) {
  const deadline = Date.now() + 180_000;
  while (Date.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`the server ended: see ${join(output, "server.log")}`);
    const answer = await fetch(base, { redirect: "manual" }).catch(() => null);
    if (answer && answer.status < 500) return;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error("the server did not answer within three minutes");
}

/** Runs a program to its end. */
function finished(child) {
  return new Promise((done) => child.once("exit", (code) => done(code ?? 1)));
}

await rm(output, { recursive: true, force: true });
await mkdir(output, { recursive: true });
const port = await freePort();
const base = `http://127.0.0.1:${port}`;
const server = spawn(binary, demo(port), { stdio: ["ignore", "pipe", "pipe"] });
const log = createWriteStream(join(output, "server.log"));
server.stdout.pipe(log, { end: false });
server.stderr.pipe(log, { end: false });
process.once("exit", () => server.kill("SIGKILL"));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

let code = 1;
try {
  await ready(base, server);
  const wanted = process.argv.slice(2);
  const files = (await readdir(here))
    .filter((it) => it.endsWith(".test.mjs"))
    .filter((it) => wanted.length === 0 || wanted.includes(it.replace(".test.mjs", "")))
    .sort();
  // Each file in a run of its own: two browsers at once are too much for a small machine, and
  // a journey should find the county as the one before it left it.
  const codes = [];
  for (const file of files) {
    const env = { ...process.env, XUEYU_URL: base, OUTPUT: output };
    const args = ["--test-reporter=spec", join(here, file)];
    codes.push(await finished(spawn(process.execPath, args, { stdio: "inherit", env })));
  }
  code = codes.length > 0 && codes.every((it) => it === 0) ? 0 : 1;
} catch (error) {
  console.error(error.message);
} finally {
  const gone = finished(server);
  if (server.exitCode === null) {
    server.kill("SIGTERM");
    await Promise.race([gone, new Promise((done) => setTimeout(done, 10_000))]);
  }
}
process.exit(code);
