/// HTTP/1.1 on the way in: connections, limits and time-outs, on Netty. Knows nothing of students.
package dev.retort.http;
