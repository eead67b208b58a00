/** "host:port", "[v6]:port" or a bare host; port 443 where none is given. */
export function splitEndpoint(subject: string): { host: string; port: number } {
  const v6 = /^\[([0-9A-Fa-f:.%]{2,60})\](?::(\d{1,5}))?$/.exec(subject);
  if (v6) return { host: v6[1] ?? '', port: Number(v6[2] ?? 443) };
  const at = subject.lastIndexOf(':');
  if (at < 0 || subject.indexOf(':') !== at) return { host: subject, port: 443 };
  return { host: subject.slice(0, at), port: Number(subject.slice(at + 1)) };
}
