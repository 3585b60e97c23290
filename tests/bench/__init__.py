"""Speed and memory of the program as its user meets it; nothing here passes or fails."""
