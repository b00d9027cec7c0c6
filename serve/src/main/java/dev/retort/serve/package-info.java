/// The model server: students behind HTTP, in the shapes that clients of other servers speak already.
package dev.retort.serve;
