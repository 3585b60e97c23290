"""What is particular to macOS: the bundle's properties, signing, notarising, the disk image."""
