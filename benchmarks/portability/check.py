"""Runs a student's ONNX files outside Retort: ONNX's checker, onnxruntime in Python; compares the labels with those of
`retort predict`, and writes token ids for check.mjs.

usage: check.py STUDENT LABELLED_FLOAT32.csv LABELLED_INT8.csv IDS.json
needs onnx, onnxruntime, tokenizers and numpy
"""
import csv, json, sys

import numpy as np
import onnx
import onnxruntime
from tokenizers import Tokenizer

student, float32, int8, ids_file = sys.argv[1:]
config = json.load(open(f"{student}/config.json", encoding="utf-8"))
labels = [config["id2label"][str(i)] for i in range(len(config["id2label"]))]
tokenizer = Tokenizer.from_file(f"{student}/tokenizer.json")
tokenizer.enable_truncation(json.load(open(f"{student}/tokenizer_config.json", encoding="utf-8"))["model_max_length"])
tokenizer.no_padding()

wrong = 0
for name, labelled in (("model.onnx", float32), ("model_int8.onnx", int8)):
    path = f"{student}/onnx/{name}"
    # The checker knows the operators of ONNX, not those of ONNX Runtime's own domain, which it passes over.
    onnx.checker.check_model(path)
    rows = list(csv.DictReader(open(labelled, encoding="utf-8")))
    ids = [tokenizer.encode(row["text"]).ids for row in rows]
    session = onnxruntime.InferenceSession(path)
    different = 0
    for row, text in zip(rows, ids):
        tokens = np.array([text], dtype=np.int64)
        logits = session.run(["logits"], {"input_ids": tokens, "attention_mask": np.ones_like(tokens)})[0][0]
        different += labels[int(logits.argmax())] != row["label"]
    wrong += different
    print(f"{name}: checker {onnx.__version__} passes; onnxruntime {onnxruntime.__version__} in Python, "
          f"{len(rows)} texts, {different} with another label than retort predict")
    if name == "model.onnx":
        json.dump({"labels": labels, "ids": ids, "expected": [row["label"] for row in rows]}, open(ids_file, "w"))
sys.exit(1 if wrong else 0)
