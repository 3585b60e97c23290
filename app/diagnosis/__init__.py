"""Rules: observations to verdicts and findings. Pure functions."""
