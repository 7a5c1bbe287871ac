"""As much of redis-py as polling_gateway.py uses, for machines that have none: RESP2 over one socket."""
import socket


class RedisError(Exception):
    pass


class Redis:
    def __init__(self, host, port, username, password, socket_timeout):
        self.address, self.timeout = (host, port), socket_timeout
        self.login = (b"AUTH", username.encode(), password.encode())
        self.stream = None

    def get(self, name):
        return self._ask(b"GET", name.encode())

    def hget(self, name, field):
        return self._ask(b"HGET", name.encode(), field.encode())

    def _ask(self, *words):
        try:
            if self.stream is None:
                self.stream = socket.create_connection(self.address, self.timeout).makefile("rwb")
                self._call(self.login)
            return self._call(words)
        except OSError as error:
            self.stream = None  # what is left of an answer belongs to nobody
            raise RedisError(error) from error

    def _call(self, words):
        self.stream.write(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w) for w in words))
        self.stream.flush()
        line = self.stream.readline()
        if line[:1] == b"$":
            return self.stream.read(int(line[1:]) + 2)[:-2] if int(line[1:]) >= 0 else None
        if line[:1] == b"-" or not line:
            raise OSError(line.decode().strip() or "connection closed")
        return None
