"""What ``callmend selftest`` looks at. A check returns what it saw, in a few words, and raises what is wrong."""
