"""How packets of speech fared, with and without a call."""
