"""One person's connection to the service, for a load of many: plain streams, as they cost little."""

import asyncio
import time
from dataclasses import dataclass

_IDLE_SECONDS = 4.0  # the server closes a connection that was idle for 5


@dataclass(slots=True)
class Browser:
    """One clinician's connection, kept open as long as the server keeps it, and their cookie."""

    port: int
    cookie: str = ""
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    _used: float = 0.0

    async def ask(
        self, method: str, path: str, content: bytes | None = None, accept: str = "*/*"
    ) -> tuple[int, str, str]:
        """Status, location and body of the answer."""
        head = [
            f"{method} {path} HTTP/1.1",
            f"host: 127.0.0.1:{self.port}",
            f"accept: {accept}",
            "sec-fetch-site: same-origin",
            f"cookie: {self.cookie}",
        ]
        if content is not None:
            head += ["content-type: application/x-www-form-urlencoded", f"content-length: {len(content)}"]
        reader, writer = await self._connected()
        writer.write(("\r\n".join(head) + "\r\n\r\n").encode() + (content or b""))
        answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        headers = dict(line.lower().split(": ", 1) for line in answer.split("\r\n")[1:] if ": " in line)
        told = await reader.readexactly(int(headers.get("content-length", "0")))
        self._used = time.monotonic()
        if "set-cookie" in headers:
            # The value is case-sensitive, so it is taken from the answer as it came.
            line = next(each for each in answer.split("\r\n") if each.lower().startswith("set-cookie: "))
            self.cookie = line.partition(": ")[2].partition(";")[0]
        location = next((each[10:] for each in answer.split("\r\n") if each.lower().startswith("location: ")), "")
        return int(answer[9:12]), location, told.decode()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        idle = time.monotonic() - self._used
        if self._streams is not None and (idle > _IDLE_SECONDS or self._streams[0].at_eof()):
            await self.close()
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        return self._streams

    async def close(self) -> None:
        """Close the connection, if there is one."""
        streams, self._streams = self._streams, None
        if streams is not None:
            streams[1].close()
