/// Encoders on libtorch: the forward pass of the paper over tensors loaded from a Hugging Face directory.
///
/// Every tensor that a pass makes belongs to the [org.bytedeco.javacpp.PointerScope] of its caller; one scope per step
/// keeps memory flat. libtorch is called from platform threads only.
package dev.retort.encoder;
