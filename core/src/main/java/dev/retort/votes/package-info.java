/// From raw answers to votes, and from votes to one settled annotation.
package dev.retort.votes;
