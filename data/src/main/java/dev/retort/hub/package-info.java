/// The Hugging Face hub: models and data sets by name, downloaded into the cache that Python's tools share.
package dev.retort.hub;
