/** The console as people use it: a real browser, and a real server that it looks at. */
package dev.berth.server.browser;
