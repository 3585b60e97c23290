"""SIP messages out of captured files: pcap, pcapng or plain text."""
