"""How the boxes between us and the Internet translate: kind, layers, lifetime (RFC 4787, RFC 5780)."""
