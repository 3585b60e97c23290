"""Content packs: read with suspicion, checked against what the program needs, installed in one step."""
