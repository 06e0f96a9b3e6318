"""Docker's API over its unix socket, as little of it as the corpus needs."""
import http.client
import json
import os
import socket
import urllib.parse

API = "/v1.41"


class EngineError(Exception):
    """The engine's own sentence."""


class Connection(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(os.environ["DOCKER_HOST"].removeprefix("unix://"))


def call(method, path, body=None):
    connection = Connection("engine", timeout=60)
    headers = {"Content-Type": "application/json"} if body is not None else {}
    connection.request(method, API + path, json.dumps(body) if body is not None else None, headers)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    if answer.status >= 400:
        raise EngineError(json.loads(text)["message"] if text else f"{method} {path}: {answer.status}")
    return json.loads(text) if text else None


def get(*parts):
    return call("GET", "".join("/" + urllib.parse.quote(part, safe="") for part in parts))


def inspect(name):
    return call("GET", f"/containers/{name}/json")
