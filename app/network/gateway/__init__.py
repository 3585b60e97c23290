"""Looks at the owner's own gateway from inside its network, without login: it is read, and nothing is changed."""
