// Reads a workbook as little as a test needs: the rows of its first sheet as texts. A workbook is a
// zip of XML, and Node has the inflating.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { inflateRawSync } from "node:zlib";

/** The files of a zip by name, from its central directory. */
function unzipped(bytes) {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  assert.ok(end >= 0, "it is a zip");
  const files = new Map();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, packed] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [name, extra, note] = [28, 30, 32].map((it) => bytes.readUInt16LE(at + it));
    const local = bytes.readUInt32LE(at + 42);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const body = bytes.subarray(from, from + packed);
    files.set(bytes.toString("utf8", at + 46, at + 46 + name), method === 0 ? body : inflateRawSync(body));
    at += 46 + name + extra + note;
  }
  return files;
}

const plain = (xml) =>
  xml.replace(/<[^>]*>/g, "").replace(/&(lt|gt|quot|apos|amp);/g, (_, it) => ({ lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" })[it]);

/** The rows of the first sheet of the workbook at `path`. */
export async function sheetRows(path) {
  const files = unzipped(await readFile(path));
  const text = (name) => files.get(name)?.toString("utf8") ?? "";
  const shared = [...text("xl/sharedStrings.xml").matchAll(/<si>(.*?)<\/si>/gs)].map((it) => plain(it[1]));
  const sheet = [...files.keys()].filter((it) => /^xl\/worksheets\/[^/]+\.xml$/.test(it)).sort()[0];
  return [...text(sheet).matchAll(/<row\b[^>]*>(.*?)<\/row>/gs)].map((row) =>
    [...row[1].matchAll(/<c\b([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].map(([, how, inside = ""]) => {
      const value = plain(inside.match(/<(?:v|is)\b[^>]*>(.*?)<\/(?:v|is)>/s)?.[1] ?? "");
      return /t="s"/.test(how) ? shared[Number(value)] : value;
    }),
  );
}
