"""Evidence for and against a device that rewrites SIP messages: one module a signal, one table of signals."""
