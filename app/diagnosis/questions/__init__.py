"""One module a question; each has ``judge(evidence) -> Verdict | None``, ``None`` when nothing was observed."""
