// Runs the very script of verify.html on evidence that the Rust crate wrote, and says where the two
// verifiers do not agree. Reads the lines of `examples/random_draws.rs` from standard input.
//
//   random_draws 10000 | node agree.mjs        both verdicts on every file
//   random_draws small | node agree.mjs every  every byte of small files changed to every other
//   random_draws attempts 1000 | node agree.mjs attempts  how files of several attempts stand to each other

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const page = readFileSync(new URL("verify.html", import.meta.url), "utf8");
const script = page.match(/<script>([\s\S]*?)<\/script>/)[1];
export const Verifier = new Function(`${script}; return Verifier;`)();

/** Whether the page accepts the file; anything but a refusal in words is a fault of the page. */
function accepts(bytes) {
  try {
    Verifier.verify(bytes);
    return true;
  } catch (error) {
    if (error.constructor.name !== "Refused") throw error;
    return false;
  }
}

let [passed, failed, accepted] = [0, 0, 0];
function count(good, what) {
  if (good) passed++;
  else if (failed++ < 5) console.error(`draw: ${what()}`);
}

const every = process.argv[2] === "every";
for await (const line of createInterface({ input: process.stdin })) {
  const told = JSON.parse(line);
  if (process.argv[2] === "attempts") {
    const { said } = Verifier.relate(told.files.map((it) => Verifier.verify(Verifier.utf8(it))));
    const wrong = said.some(([good]) => !good);
    accepted += !wrong;
    count(wrong === told.wrong, () => `wrong is ${told.wrong} to the crate, ${wrong} to the page: ${said}`);
    continue;
  }
  const bytes = told.text === null ? Uint8Array.from(told.bytes) : Verifier.utf8(told.text);
  const verdict = accepts(bytes);
  accepted += verdict;
  count(verdict === told.accepted, () => `the crate says ${told.accepted}, the page ${verdict}: ${told.text}`);
  if (!every) continue;
  for (let at = 0; at < bytes.length; at++) {
    const right = bytes[at];
    let let_through = null;
    for (let other = 0; other < 256; other++) {
      bytes[at] = other;
      if (other !== right && accepts(bytes)) let_through = other;
    }
    bytes[at] = right;
    count(let_through === null, () => `byte ${at} may be ${let_through}: ${told.text}`);
  }
}
console.log({
  every: `every byte changed to every other in ${accepted} files`,
  attempts: `${accepted} handfuls of files in order to both`,
}[process.argv[2]] ?? `${accepted} files accepted by both`);
console.log(`draw: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 && accepted > 0 ? 0 : 1);
