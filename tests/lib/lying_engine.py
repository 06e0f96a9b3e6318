"""Passes requests on to a real engine's socket and changes one text for another in its answers (and back in requests).

usage: lying_engine.py REAL_SOCKET OWN_SOCKET TEXT INSTEAD
"""
import http.client
import os
import socket
import socketserver
import sys
from http.server import BaseHTTPRequestHandler

real, own, text, instead = sys.argv[1], sys.argv[2], sys.argv[3].encode(), sys.argv[4].encode()


class Upstream(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(real)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        upstream = Upstream("docker")
        upstream.request("GET", self.path.replace(instead.decode(), text.decode()))
        answer = upstream.getresponse()
        body = answer.read().replace(text, instead)
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def address_string(self):
        return "unix"


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


if os.path.exists(own):
    os.unlink(own)
Server(own, Handler).serve_forever()
