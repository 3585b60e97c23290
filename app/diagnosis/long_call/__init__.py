"""Why a held call did not last: what was recorded of it, and a table of causes."""
