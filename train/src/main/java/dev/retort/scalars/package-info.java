/// The numbers of a training run by step, in files that TensorBoard and spreadsheets read.
package dev.retort.scalars;
