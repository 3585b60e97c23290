"""Why sound is missing in one direction: ordered causes, each a pure function over one test call."""
