"""Real mail programs on a virtual screen: what the report looks like in them, and what they send."""
