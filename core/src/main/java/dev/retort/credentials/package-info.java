/// Where the tools of others keep their secrets.
package dev.retort.credentials;
