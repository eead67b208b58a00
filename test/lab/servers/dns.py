"""A nameserver that misbehaves as it is told: dns.py CONFIG.json

{
  "records": { "api.partner.test": { "A": ["10.9.8.7"], "AAAA": [], "TXT": ["..."], "CNAME": "other.test" } },
  "ttl": 30,
  "rules": [ { "name": "*.cluster.local", "type": "AAAA", "via": "udp", "do": "drop", "delayMs": 0, "share": 1.0 } ],
  "negativeDelayMs": 0,       before NXDOMAIN and NODATA
  "tcp": "answer"             or "refuse" (nothing listens), "drop" (accepts, never answers)
}

The first rule that fits a question decides: "answer" (the default), "drop", "nxdomain", "nodata", "servfail", "refused",
"truncate". `name` is exact, "*", or "*.suffix"; `type` and `via` may be "*"; `share` is the part of the questions that it
takes (every nth, counted, so that a test is the same each time). Without a rule: the records, else NXDOMAIN.
An answer too long for UDP is truncated, as the protocol has it. Each question is one JSON line on standard output.
"""

import json
import socket
import socketserver
import sys
import threading
import time

from dnslib import AAAA, CNAME, QTYPE, RCODE, RR, SOA, TXT, A, DNSRecord

CONFIG = json.load(open(sys.argv[1], encoding="utf-8"))
RULES = CONFIG.get("rules", [])
RECORDS = {name.lower(): record for name, record in CONFIG.get("records", {}).items()}
TTL = CONFIG.get("ttl", 30)
WRITING = threading.Lock()
COUNTS = [0.0] * len(RULES)


def say(line):
    with WRITING:
        print(json.dumps(line), flush=True)


def name_fits(pattern, name):
    if pattern == "*" or pattern == name:
        return True
    return pattern.startswith("*.") and name.endswith(pattern[1:])


def rule_for(name, kind, via):
    for index, rule in enumerate(RULES):
        if not name_fits(rule.get("name", "*").lower(), name):
            continue
        if rule.get("type", "*") not in ("*", kind) or rule.get("via", "*") not in ("*", via):
            continue
        with WRITING:
            before = COUNTS[index]
            COUNTS[index] += rule.get("share", 1.0)
            taken = int(COUNTS[index] + 1e-9) > int(before + 1e-9)
        if taken:
            return rule
    return {}


def add_records(reply, name, kind):
    """Adds what the records say of a name; False when there is no such name at all."""
    record = RECORDS.get(name)
    if record is None:
        return False
    owner = name + "."
    if "CNAME" in record:
        reply.add_answer(RR(owner, QTYPE.CNAME, ttl=TTL, rdata=CNAME(record["CNAME"])))
        add_records(reply, record["CNAME"].rstrip(".").lower(), kind)
        return True
    for value in record.get(kind, []):
        made = {"A": A, "AAAA": AAAA, "TXT": TXT}[kind](value)
        reply.add_answer(RR(owner, getattr(QTYPE, kind), ttl=TTL, rdata=made))
    return True


def truncated(question):
    """An answer that only says "ask over TCP": with the question in it, or a libc does not take it for its own."""
    reply = question.reply()
    reply.header.ra = 1
    reply.header.tc = 1
    return reply


def reply_to(packet, via, client):
    """The bytes to send back, or None for silence."""
    question = DNSRecord.parse(packet)
    name = str(question.q.qname).rstrip(".").lower()
    kind = QTYPE.get(question.q.qtype)
    rule = rule_for(name, kind, via)
    what = rule.get("do", "answer")
    delay = rule.get("delayMs", 0)
    reply = question.reply()
    reply.header.ra = 1
    if what == "answer":
        known = add_records(reply, name, kind) if kind in ("A", "AAAA", "TXT", "CNAME") else name in RECORDS
        what = "answer" if reply.rr else "nodata" if known else "nxdomain"
    if what in ("nxdomain", "nodata"):
        reply.header.rcode = RCODE.NXDOMAIN if what == "nxdomain" else RCODE.NOERROR
        zone = name.split(".", 1)[-1] if "." in name else name
        reply.add_auth(RR(zone, QTYPE.SOA, ttl=TTL, rdata=SOA("ns." + zone, "admin." + zone, (1, 3600, 600, 86400, TTL))))
        delay = max(delay, CONFIG.get("negativeDelayMs", 0))
    elif what in ("servfail", "refused"):
        reply.header.rcode = RCODE.SERVFAIL if what == "servfail" else RCODE.REFUSED
    elif what == "truncate" and via == "udp":
        reply = truncated(question)
    elif what == "truncate":
        add_records(reply, name, kind)
    say({"at": time.time(), "from": client.removeprefix("::ffff:"), "via": via, "name": name, "type": kind, "did": what, "delayMs": delay})
    if what == "drop":
        return None
    if delay:
        time.sleep(delay / 1000)
    packed = reply.pack()
    limit = next((r.edns_len for r in question.ar if r.rtype == QTYPE.OPT), 512)
    if via == "udp" and len(packed) > limit:
        packed = truncated(question).pack()
    return packed


class Udp(socketserver.BaseRequestHandler):
    def handle(self):
        packet, sock = self.request
        answer = reply_to(packet, "udp", self.client_address[0])
        if answer is not None:
            sock.sendto(answer, self.client_address)


class Tcp(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.settimeout(30)
        if CONFIG.get("tcp") == "drop":
            time.sleep(60)
            return
        while True:
            head = self.request.recv(2)
            if len(head) < 2:
                return
            size, packet = int.from_bytes(head, "big"), b""
            while len(packet) < size:
                part = self.request.recv(size - len(packet))
                if not part:
                    return
                packet += part
            answer = reply_to(packet, "tcp", self.client_address[0])
            if answer is not None:
                self.request.sendall(len(answer).to_bytes(2, "big") + answer)


class UdpServer(socketserver.ThreadingUDPServer):
    daemon_threads = True
    address_family = socket.AF_INET6

    def server_bind(self):
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()


class TcpServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    address_family = socket.AF_INET6

    def server_bind(self):
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()


def main():
    if CONFIG.get("tcp", "answer") != "refuse":
        threading.Thread(target=TcpServer(("::", 53), Tcp).serve_forever, daemon=True).start()
    server = UdpServer(("::", 53), Udp)
    say({"ready": True})
    server.serve_forever()


main()
