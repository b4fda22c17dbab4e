/** Real AWS clients against a running front end and engine. */
package dev.berth.server.endtoend;
