/// The texts: examples with ids, splits and, where known, reference labels with their source.
package dev.retort.dataset;
