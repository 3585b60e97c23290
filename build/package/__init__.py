"""Makes the installers: ``python3 dev.py package``. Each system's own files lie in a folder beside this one."""
