#!/usr/bin/env python3
"""A gateway of somebody else's: one admin key from Redis, polled. Keyquake knows nothing of it but its port."""
import argparse, sys, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

try:
    import redis  # pip install redis, or apt-get install python3-redis
except ImportError:
    import plain_redis as redis  # beside this file: as much of it as is used here

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


def follow():
    global key
    changes, host, port = 0, *options.redis.rsplit(":", 1)
    with open(options.password_file) as file:
        password = file.read().strip()
    server = redis.Redis(host, int(port), username=options.user, password=password, socket_timeout=1)
    while not (options.stop_polling_after and changes > options.stop_polling_after):
        try:
            found = server.hget(options.slot, "v") if options.fenced else server.get(options.slot)
            if found is not None and found != key:
                key, changes = found, changes + 1
        except redis.RedisError as error:
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


print("redis client:", redis.__name__, file=sys.stderr, flush=True)
threading.Thread(target=follow, daemon=True).start()
ThreadingHTTPServer(("127.0.0.1", options.port), Handler).serve_forever()
