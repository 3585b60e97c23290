"""Sockets, DNS, interfaces, gateway. The only room that opens sockets."""
