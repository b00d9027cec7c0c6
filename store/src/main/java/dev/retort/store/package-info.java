/// The workspace's database: what was asked, answered, voted, trained and measured.
package dev.retort.store;
