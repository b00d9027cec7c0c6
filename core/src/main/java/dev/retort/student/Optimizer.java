package dev.retort.student;

/// What moves the weights along their gradients.
public enum Optimizer {
    /// Adam with decoupled weight decay (Loshchilov, Hutter 2019), as PyTorch's AdamW.
    ADAMW,
    /// Plain gradient descent without momentum, as PyTorch's SGD with its defaults; weight decay is added to the gradient.
    SGD
}
