/// The workspace's database: what was asked, answered, voted, trained and measured. [Store] is the way in,
/// [ActivityLock] keeps two processes from doing the same work at once; the form of the file is in `docs/store.md`.
package dev.retort.store;
