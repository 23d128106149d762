// The document of the API is what the OpenAPI Initiative says that a 3.1 document is: held against
// their own JSON schema, which comes with the validator. No browser is needed.

import assert from "node:assert/strict";
import test from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { base } from "./house.mjs";

async function document() {
  const reply = await fetch(`${base}/cixi/api/openapi.json`);
  assert.equal(reply.status, 200);
  return reply.json();
}

async function faults(specification) {
  const told = await new Validator().validate(specification);
  return told.valid ? [] : told.errors;
}

test("the document is a valid OpenAPI 3.1 document", async () => {
  const it = await document();
  assert.match(it.openapi, /^3\.1\./);
  assert.ok(Object.keys(it.paths).length > 3, "it speaks of the routes");
  assert.deepEqual(await faults(it), []);
});

test("the check notices a document that is not", async () => {
  const broken = [
    (it) => delete it.info.title,
    (it) => (it.components.schemas = []),
    (it) => (Object.values(it.paths)[0].get.responses = { ok: {} }),
    (it) => (Object.values(it.paths)[0].get.parameters = [{ name: "x" }]),
  ];
  for (const spoil of broken) {
    const it = await document();
    spoil(it);
    assert.notDeepEqual(await faults(it), [], `${spoil} goes unnoticed`);
  }
});
