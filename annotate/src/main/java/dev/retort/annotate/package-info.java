/// Asking teachers: which requests, when, how often, until every vote is journaled.
package dev.retort.annotate;
