"""The command line (design, section 9): one module a sub-command, imported only when it is asked for."""
