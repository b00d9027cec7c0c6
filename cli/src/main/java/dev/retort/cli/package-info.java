/// One class per command: flags to options, results to tables.
package dev.retort.cli;
