"""Scenarios of the practice catalogue again for real: kernels, timers and servers that nobody here wrote."""
