"""How addresses are translated, read from what was measured: kind, layers, lifetime."""
