"""What is particular to Linux: a lean folder, the Debian package, the single file."""
