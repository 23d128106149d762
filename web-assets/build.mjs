// Makes `dist/`: everything a browser asks for besides pages, ready to be embedded in the server.
//
// One stylesheet (ours over the part of Tabler that our pages use), one script, the charts (a
// script of its own, since most pages have none), and the icons that `icons.txt` names. Names carry
// a hash of the content, so that a browser may keep a file for good; each file lies there plain,
// gzipped and in Brotli. `manifest.txt` pairs the plain names with the hashed ones.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { PurgeCSS } from "purgecss";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const crates = join(here, "..", "crates");
const browsers = ["chrome100", "edge100", "firefox100", "safari15.4"];

// Classes are read off the Rust sources word by word, so a page writes them whole ("bg-red-lt",
// never "bg-" and a variable). What follows is kept although nobody may use it yet: the small
// change of layout that one reaches for while writing a page.
const vocabulary = [
  /^(m|p)[tbsexy]?-(0|1|2|3|4|5|auto)$/,
  /^g[xy]?-[0-5]$/,
  /^(col|row|col-(sm|md|lg|xl))(-(auto|\d+))?$/,
  /^d-(none|block|flex|grid|inline|inline-block|inline-flex|(sm|md|lg|print)-(none|block|flex))$/,
  /^(flex|justify-content|align-items|align-self)-(fill|wrap|nowrap|column|row|start|end|center|between|baseline)$/,
  /^text-(start|end|center|secondary|muted|danger|success|warning|nowrap|truncate|reset|break|wrap)$/,
  /^fw-(normal|medium|bold)$/,
  /^w-(25|50|75|100|auto)$/,
  /^(small|lead|h[1-6]|gap-[0-5]|ms-auto|me-auto|visually-hidden)$/,
];

async function sources(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((it) => it.isFile() && it.name.endsWith(".rs"));
  const texts = await Promise.all(files.map((it) => readFile(join(it.parentPath ?? it.path, it.name), "utf8")));
  return texts.join("\n");
}

async function bundle(entry, options = {}) {
  const made = await build({
    entryPoints: [join(here, entry)],
    bundle: true,
    minify: true,
    write: false,
    legalComments: "inline",
    format: "esm",
    target: browsers,
    ...options,
  });
  return made.outputFiles[0].text;
}

async function stylesheet() {
  const whole = await bundle("src/app.css", { minify: false });
  const pages = await sources(crates);
  const scripts = await Promise.all(["app.js", "charts.js"].map((it) => readFile(join(here, "src", it), "utf8")));
  const [purged] = await new PurgeCSS().purge({
    content: [{ raw: pages, extension: "rs" }, { raw: scripts.join("\n"), extension: "js" }],
    css: [{ raw: whole }],
    defaultExtractor: (text) => text.match(/[A-Za-z0-9_-]+/g) ?? [],
    // Our own variables are read by the charts, too.
    safelist: { standard: [...vocabulary, /^:/, "html", "body"], variables: [/^--(?!tblr-)/] },
    variables: true,
    keyframes: true,
    fontFace: true,
  });
  const made = await build({
    stdin: { contents: purged.css, loader: "css" },
    minify: true,
    write: false,
    target: browsers,
  });
  return made.outputFiles[0].text;
}

async function icons() {
  const list = await readFile(join(here, "icons.txt"), "utf8");
  const names = list.split("\n").map((it) => it.trim()).filter((it) => it && !it.startsWith("#"));
  const symbols = names.map(async (name) => {
    const drawing = await readFile(join(here, "node_modules/@tabler/icons/icons/outline", `${name}.svg`), "utf8");
    const strokes = drawing.replace(/<!--[^]*?-->/g, "").match(/<svg[^>]*>([^]*)<\/svg>/)[1];
    return `<symbol id="${name}" viewBox="0 0 24 24">${strokes.replace(/\s*\n\s*/g, "")}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${(await Promise.all(symbols)).join("")}</svg>`;
}

// Written only if it differs, so that the server is not built anew for nothing.
async function write(file, bytes) {
  const path = join(dist, file);
  const before = await readFile(path).catch(() => null);
  if (!before?.equals(bytes)) await writeFile(path, bytes);
  return file;
}

async function put(name, text) {
  const bytes = Buffer.from(text);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const dot = name.lastIndexOf(".");
  const hashed = `${name.slice(0, dot)}-${hash}${name.slice(dot)}`;
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  const gzip = gzipSync(bytes, { level: 9 });
  const written = [write(hashed, bytes), write(`${hashed}.br`, brotli), write(`${hashed}.gz`, gzip)];
  const kib = (size) => `${(size / 1024).toFixed(1)} KiB`.padStart(10);
  console.log(`${hashed.padEnd(28)}${kib(bytes.length)}  gzip${kib(gzip.length)}  br${kib(brotli.length)}`);
  return { line: `${name} ${hashed}\n`, written: await Promise.all(written) };
}

const files = {
  "app.css": await stylesheet(),
  "app.js": await bundle("src/app.js"),
  "charts.js": await bundle("src/charts.js"),
  "icons.svg": await icons(),
  "prefetch.json": await readFile(join(here, "src/prefetch.json"), "utf8"),
  "mark.svg": await readFile(join(here, "src/mark.svg"), "utf8"),
};
await mkdir(dist, { recursive: true });
const made = [];
for (const [name, text] of Object.entries(files)) made.push(await put(name, text));
await write("manifest.txt", Buffer.from(made.map((it) => it.line).join("")));

// What an earlier build left goes last: until then the old manifest may still be read.
const kept = new Set(["manifest.txt", ...made.flatMap((it) => it.written)]);
for (const file of await readdir(dist)) {
  if (!kept.has(file) && !file.startsWith(".")) await rm(join(dist, file));
}
