"""Accounts, calls and media on pjsua2. The only importer of pjsua2."""
