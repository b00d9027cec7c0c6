/// Whether what is asked and answered by day still looks like what a student was tried on.
package dev.retort.drift;
