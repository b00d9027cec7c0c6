/// Teachers, LLMs as annotators, and what came back from them.
package dev.retort.teacher;
