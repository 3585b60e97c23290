"""One module a measurement: yields facts, never judges."""
