#!/usr/bin/env python3
"""A gateway of somebody else's: one admin key from Redis, polled. Keyquake knows nothing of it but its port."""
import argparse, socket, sys, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

options = argparse.ArgumentParser()
options.add_argument("--port", type=int, required=True)
options.add_argument("--redis", required=True, help="host:port")
options.add_argument("--user", default="default")
options.add_argument("--password-file", required=True)
options.add_argument("--slot", required=True, help="the key that the admin key is in")
options.add_argument("--fenced", action="store_true", help="the slot is a hash, its value in field v")
options.add_argument("--poll", type=float, default=0.1, help="seconds")
options.add_argument("--stop-polling-after", type=int, default=0, help="this many changes; the defect to be found")
options = options.parse_args()
key = None  # what a request is compared with; replaced as a whole


def command(stream, *words):
    stream.write(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w) for w in words))
    stream.flush()
    line = stream.readline()
    if line[:1] == b"$" and int(line[1:]) >= 0:
        return stream.read(int(line[1:]) + 2)[:-2]
    if line[:1] == b"*":
        return [stream.read(int(stream.readline()[1:]) + 2)[:-2] for _ in range(int(line[1:]))]
    if line[:1] == b"-" or not line:
        raise OSError(line.decode() or "connection closed")
    return None


def follow():
    global key
    changes, host, port = 0, *options.redis.rsplit(":", 1)
    while True:
        try:
            stream = socket.create_connection((host, int(port)), timeout=1).makefile("rwb")
            command(stream, b"AUTH", options.user.encode(), open(options.password_file, "rb").read().strip())
            while not (options.stop_polling_after and changes > options.stop_polling_after):
                if options.fenced:
                    record = command(stream, b"HGETALL", options.slot.encode())
                    found = dict(zip(record[::2], record[1::2])).get(b"v", b"")
                else:
                    found = command(stream, b"GET", options.slot.encode())
                if found is not None and found != key:
                    key, changes = found, changes + 1
                time.sleep(options.poll)
            return
        except OSError as error:
            print("redis:", error, file=sys.stderr, flush=True)
            time.sleep(options.poll)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # kept alive

    def do_GET(self):
        shown = self.headers.get("Authorization", "").removeprefix("Bearer ").encode()
        status = 200 if self.path == "/healthz" and key is not None else 200 if key and shown == key else 401
        self.send_response_only(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


threading.Thread(target=follow, daemon=True).start()
ThreadingHTTPServer(("127.0.0.1", options.port), Handler).serve_forever()
