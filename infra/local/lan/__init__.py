"""LAN mode of `make run`: other devices on the local network use the service over TLS.

One port serves the page, the HTTP API, the socket and the audio. The emulator itself stays on the
loopback address.
"""
