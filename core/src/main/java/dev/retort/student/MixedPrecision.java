package dev.retort.student;

/// In what numbers matrix products are computed while learning; weights, optimizer, norms, softmax and loss are in
/// 32 bits always. There is no fp16: its gradients vanish unless the loss is scaled, which bfloat16, with the exponents
/// of 32 bits, does not need.
public enum MixedPrecision {
    /// 32 bits throughout.
    NONE,
    /// bfloat16: 8 bits of exponent, 7 of mantissa.
    BF16
}
