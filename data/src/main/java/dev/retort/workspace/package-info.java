/// The workspace file, `retort.yaml`.
package dev.retort.workspace;
