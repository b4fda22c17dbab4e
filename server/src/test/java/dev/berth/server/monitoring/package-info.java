/** What operators watch a server by, tried with what they watch it with: Prometheus, its rules, and a dashboard's queries. */
package dev.berth.server.monitoring;
