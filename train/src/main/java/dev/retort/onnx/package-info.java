/// Writes students as ONNX graphs of plain standard operators. Nothing here needs libtorch.
package dev.retort.onnx;
