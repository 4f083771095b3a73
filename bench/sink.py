"""A mail server that takes everything and keeps nothing: ``python -m bench.sink PORT``."""

import socketserver
import sys


class Take(socketserver.StreamRequestHandler):
    """One connection."""

    def handle(self) -> None:
        """Say yes to everything (RFC 5321)."""
        self.wfile.write(b"220 sink\r\n")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline() != b".\r\n":
                    pass
            if verb == b"EHLO":
                self.wfile.write(b"250-sink\r\n250 SMTPUTF8\r\n")
                continue
            self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
            if verb == b"QUIT":
                return


class Sink(socketserver.ThreadingTCPServer):
    """The server."""

    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    with Sink(("127.0.0.1", int(sys.argv[1])), Take) as sink:
        sink.serve_forever()
