"""Getting the report to support: what goes along, as a mail, by upload or by hand. Nothing here sends unasked."""
