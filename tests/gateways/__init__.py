"""Simulated gateways on loopback, which answer as the collected facts say, and some that lie, dawdle or break."""
