/// How well predictions agree with reference labels: metrics of single-label classification, with their uncertainty.
package dev.retort.evaluate;
