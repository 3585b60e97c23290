"""What ``dev.py`` does, one concern a module. Standard library only: nothing is installed yet when this runs."""
