/// Prompts: what a teacher reads about the task and one text.
package dev.retort.prompt;
