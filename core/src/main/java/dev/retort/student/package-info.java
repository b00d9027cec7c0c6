/// Students: what a fine-tuning is told, independent of what runs it.
package dev.retort.student;
