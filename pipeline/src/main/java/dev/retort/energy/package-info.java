/// What this machine's own counters say about the energy it takes.
package dev.retort.energy;
