"""What is particular to Windows: the installer, and the way to build and start it under Wine."""
