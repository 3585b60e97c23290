"""The measurements behind the question ``sip_alg``: one module a signal (design, section 5)."""
