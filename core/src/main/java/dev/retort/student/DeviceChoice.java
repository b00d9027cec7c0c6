package dev.retort.student;

/// What a student is to be trained on.
public enum DeviceChoice {
    /// The first NVIDIA GPU where libtorch has CUDA and one answers, otherwise the processor.
    AUTO,
    /// The processor.
    CPU,
    /// The first NVIDIA GPU, or nothing.
    CUDA
}
