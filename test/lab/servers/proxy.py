"""An HTTP proxy with a will of its own: proxy.py CONFIG.json

{
  "port": 3128,
  "mode": "allow",              or "authenticate" (407), "forbid" (403), "hang" (accepts, never answers), "close"
  "schemes": ["Basic realm=\\"proxy\\""],     the Proxy-Authenticate lines of a 407
  "user": "svc:secret",         with "authenticate": let through with these Basic credentials
  "forbid": ["api.partner.test"],             hosts that get 403 whatever the mode
  "rename": { "api.partner.test:443": "10.9.8.7:8443" }
}

CONNECT, and absolute-form requests for plain HTTP. Each request is one JSON line on standard output.
"""

import asyncio
import base64
import json
import sys
import time
from urllib.parse import urlsplit

CONFIG = json.load(open(sys.argv[1], encoding="utf-8"))
MODE = CONFIG.get("mode", "allow")


def say(line):
    print(json.dumps(line), flush=True)


async def answer(writer, status, headers=()):
    lines = [f"HTTP/1.1 {status}", *headers, "Content-Length: 0", "Connection: close", "", ""]
    writer.write("\r\n".join(lines).encode())
    await writer.drain()


async def copy(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


def let_in(headers):
    if MODE != "authenticate":
        return True
    given = headers.get("proxy-authorization", "")
    wanted = "Basic " + base64.b64encode(CONFIG.get("user", "").encode()).decode()
    return "user" in CONFIG and given == wanted


async def tunnel(reader, writer, method, goal, head):
    host, _, port = goal.rpartition(":")
    place = CONFIG.get("rename", {}).get(goal, goal)
    to_host, _, to_port = place.rpartition(":")
    try:
        far_reader, far_writer = await asyncio.wait_for(asyncio.open_connection(to_host.strip("[]"), int(to_port)), 5)
    except (OSError, asyncio.TimeoutError, ValueError):
        await answer(writer, "502 Bad Gateway")
        return "502"
    if method == "CONNECT":
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    else:
        far_writer.write(head)
    await asyncio.gather(copy(reader, far_writer), copy(far_reader, writer))
    return "200"


async def serve(reader, writer):
    seen = {"at": time.time(), "from": writer.get_extra_info("peername")[0]}
    try:
        if MODE == "close":
            return
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
        first, *rest = head.decode("latin-1").split("\r\n")
        method, goal, _ = first.split(" ", 2)
        headers = dict((name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in rest))
        seen["request"] = first
        if method != "CONNECT":
            url = urlsplit(goal)
            goal = f"{url.hostname}:{url.port or 80}"
        if MODE == "hang":
            await asyncio.sleep(600)
        elif MODE == "forbid" or goal.rpartition(":")[0] in CONFIG.get("forbid", []):
            seen["did"] = "403"
            await answer(writer, "403 Forbidden")
        elif not let_in(headers):
            seen["did"] = "407"
            schemes = CONFIG.get("schemes", ['Basic realm="proxy"'])
            await answer(writer, "407 Proxy Authentication Required", [f"Proxy-Authenticate: {s}" for s in schemes])
        else:
            seen["did"] = await tunnel(reader, writer, method, goal, head)
    except (OSError, ValueError, asyncio.TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        seen["error"] = str(error) or type(error).__name__
    finally:
        say(seen)
        writer.close()


async def main():
    server = await asyncio.start_server(serve, None, CONFIG.get("port", 3128))
    say({"ready": True})
    await server.serve_forever()


asyncio.run(main())
