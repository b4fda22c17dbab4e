/** What strangers do to the front door: requests changed on the way, bodies made at random, connections held open. */
package dev.berth.server.abuse;
