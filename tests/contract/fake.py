"""The smallest engine there is: it answers /_ping and /version, and does nothing else."""

from __future__ import annotations

import json
import socketserver
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from helpers.engine.base import Endpoint, Probe, Progress, silent

_ANSWERS = {
    "/_ping": b"OK",
    "/version": json.dumps({"Version": "0.0.1", "ApiVersion": "1.41", "MinAPIVersion": "1.24", "Os": "linux"}).encode(),
    "/info": json.dumps({"ID": "fake"}).encode(),
}


class Fake:
    """See Driver in helpers/engine/base.py."""

    name = "fake"

    def __init__(self) -> None:
        self._server: socketserver.UnixStreamServer | None = None

    def probe(self) -> Probe:
        """It always can."""
        return Probe(True)

    def start(self, state_dir: Path, progress: Progress = silent) -> Endpoint:
        """Serve on a socket in state_dir."""
        path, state = state_dir / "fake.sock", state_dir / "fake.json"
        if self._server is None:
            progress("starting the fake", 0, 0)
            state_dir.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            self._server = socketserver.ThreadingUnixStreamServer(str(path), _Handler)
            path.chmod(0o600)
            threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
            state.write_text("{}")
        return Endpoint(f"unix://{path}", owned=True, state=state)

    def stop(self) -> None:
        """End the server."""
        if self._server is not None:
            path = Path(self._server.server_address)
            self._server.shutdown()
            self._server.server_close()
            path.unlink(missing_ok=True)
            path.with_suffix(".json").unlink(missing_ok=True)
            self._server = None


class _Handler(BaseHTTPRequestHandler):
    def address_string(self) -> str:
        return "unix"

    def log_message(self, *_) -> None:
        pass

    def do_GET(self) -> None:
        path = "/" + self.path.rpartition("/")[2]
        body = _ANSWERS.get(path)
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "application/json" if path != "/_ping" else "text/plain")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")
