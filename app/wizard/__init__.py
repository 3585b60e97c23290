"""What the person sees and where each press leads, as data and pure functions. No Qt, no I/O but the catalogue file."""
