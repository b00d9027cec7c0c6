// Runs a student's ONNX file with onnxruntime-node on the ids that check.py wrote, and compares the labels.
// usage: node check.mjs STUDENT IDS.json      needs: npm install onnxruntime-node
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.cwd() + "/");
const ort = require("onnxruntime-node");
const [student, file] = process.argv.slice(2);
const { labels, ids, expected } = JSON.parse(readFileSync(file, "utf8"));
const session = await ort.InferenceSession.create(`${student}/onnx/model.onnx`);
let different = 0;
for (let text = 0; text < ids.length; text++) {
  const tokens = BigInt64Array.from(ids[text], BigInt);
  const shape = [1, tokens.length];
  const { logits } = await session.run({
    input_ids: new ort.Tensor("int64", tokens, shape),
    attention_mask: new ort.Tensor("int64", new BigInt64Array(tokens.length).fill(1n), shape),
  }, ["logits"]);
  const best = logits.data.indexOf(Math.max(...logits.data));
  different += labels[best] !== expected[text] ? 1 : 0;
}
const version = require("onnxruntime-node/package.json").version;
console.log(`model.onnx: onnxruntime-node ${version}, Node ${process.version}, ${ids.length} texts, ${different} with another label than retort predict`);
process.exit(different ? 1 : 0);
