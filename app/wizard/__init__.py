"""The screen catalogue and the flow table. No Qt."""
