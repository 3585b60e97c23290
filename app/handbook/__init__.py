"""The support agent's handbook: every screen, finding and guide on one page that works without a network."""
