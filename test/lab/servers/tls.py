"""A TLS server with the chain, the manners and the clock it is told to have: tls.py CONFIG.json

{
  "port": 8443,
  "certificate": "/srv/chain.pem", "key": "/srv/key.pem",   what is sent, leaf first; an incomplete chain is just that
  "minimum": "TLSv1_2", "maximum": "TLSv1_3",               names of ssl.TLSVersion
  "clientCa": "/srv/ca.pem",                                a client certificate is demanded
  "sni": { "api.partner.test": { "certificate": "...", "key": "..." } },
  "requireSni": false,                                      without a name: unrecognized_name, and closed
  "delayMs": 0,                                             before the HTTP answer
  "handshakeDelayMs": 0,
  "dateSkewSeconds": 0,                                     of the Date header
  "status": 200, "body": "ok\\n",
  "plain": false                                            no TLS at all: HTTP only
}

Each connection is one JSON line on standard output.
"""

import json
import socket
import ssl
import sys
import threading
import time
from email.utils import formatdate

CONFIG = json.load(open(sys.argv[1], encoding="utf-8"))
WRITING = threading.Lock()


def say(line):
    with WRITING:
        print(json.dumps(line), flush=True)


def context_for(certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    lowest = getattr(ssl.TLSVersion, CONFIG.get("minimum", "TLSv1_2"))
    if lowest < ssl.TLSVersion.TLSv1_2:
        # What is older than 1.2 is only to be had below the library's usual security level.
        context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = lowest
    context.maximum_version = getattr(ssl.TLSVersion, CONFIG.get("maximum", "TLSv1_3"))
    context.load_cert_chain(certificate, key)
    if "clientCa" in CONFIG:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(CONFIG["clientCa"])
    return context


def make_context():
    context = context_for(CONFIG["certificate"], CONFIG["key"])
    others = {name.lower(): context_for(**pair) for name, pair in CONFIG.get("sni", {}).items()}

    def by_name(sock, name, _):
        sock.asked_for = name
        if name is None and CONFIG.get("requireSni"):
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        if name and name.lower() in others:
            sock.context = others[name.lower()]
        return None

    context.sni_callback = by_name
    return context


def serve(raw, client, context):
    seen = {"at": time.time(), "from": client.removeprefix("::ffff:")}
    try:
        raw.settimeout(30)
        if CONFIG.get("handshakeDelayMs"):
            time.sleep(CONFIG["handshakeDelayMs"] / 1000)
        sock = raw if context is None else context.wrap_socket(raw, server_side=True)
        if context is not None:
            seen.update(sni=getattr(sock, "asked_for", None), protocol=sock.version())
        request = b""
        while b"\r\n\r\n" not in request and len(request) < 65536:
            part = sock.recv(4096)
            if not part:
                break
            request += part
        if request:
            seen["request"] = request.split(b"\r\n", 1)[0].decode("latin-1")
            time.sleep(CONFIG.get("delayMs", 0) / 1000)
            body = CONFIG.get("body", "ok\n").encode()
            head = [
                f"HTTP/1.1 {CONFIG.get('status', 200)} Status",
                f"Date: {formatdate(time.time() + CONFIG.get('dateSkewSeconds', 0), usegmt=True)}",
                "Content-Type: text/plain",
                f"Content-Length: {len(body)}",
                "Connection: close",
            ]
            method = request.split(b" ", 1)[0]
            sock.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + (b"" if method == b"HEAD" else body))
        if context is not None:
            sock.unwrap()
    except (OSError, ValueError) as error:
        seen["error"] = str(error)
    finally:
        raw.close()
        say(seen)


def main():
    context = None if CONFIG.get("plain") else make_context()
    listening = socket.create_server(("::", CONFIG.get("port", 8443)), family=socket.AF_INET6, dualstack_ipv6=True)
    say({"ready": True})
    while True:
        raw, address = listening.accept()
        threading.Thread(target=serve, args=(raw, address[0], context), daemon=True).start()


main()
