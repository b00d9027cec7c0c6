/// Base models to fine-tune: those embedded in jars on the class path, and local Hugging Face directories.
package dev.retort.base;
