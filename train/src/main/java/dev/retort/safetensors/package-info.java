/// Reads and writes weights in the safetensors format: one JSON header, then the raw values.
///
/// Format: 8 bytes little-endian header length, that many bytes of JSON (`{"name":{"dtype","shape","data_offsets"}}`,
/// padded with spaces so that the values start at a multiple of 8), then the values of all tensors, little-endian, row
/// by row, without gaps. Offsets count from the end of the header.
package dev.retort.safetensors;
