/// LLM hosts, one small codec per wire format.
package dev.retort.hosts;
