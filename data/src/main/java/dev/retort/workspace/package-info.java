/// The workspace file, `retort.yaml`: read with all its problems at once, and written with comments.
package dev.retort.workspace;
