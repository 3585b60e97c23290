"""The command line (design, section 9): one module a sub-command, imported only when it is asked for.

A module says what it does in its docstring, whose first line is shown by ``--help``, and offers two functions::

    def add_arguments(parser: ArgumentParser) -> None
    def run(arguments: Namespace) -> int        # the exit code; raises UserError for what a person can mend

It becomes a command by its row in :mod:`app.commands.table`.
"""
