package dev.retort.safetensors;

/// One line of a header: what a tensor is called, how it is stored, and where.
///
/// @param begin first byte, counted from the end of the header
/// @param end byte after the last
public record TensorEntry(String name, DType dtype, Shape shape, long begin, long end) {}
