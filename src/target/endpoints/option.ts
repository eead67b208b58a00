import type { Endpoint } from '../target.ts';
import { candidate } from './candidate.ts';
import { endpointsInUrls } from './from-text.ts';
import { isLinkLocal, splitHostPort } from './host.ts';

/** Reads `--endpoint HOST[:PORT]`, `[v6]:port`, or a URL; port 443 when left out. The error is one line for a person. */
export function parseEndpointOption(text: string): Endpoint | { readonly error: string } {
  const from = { foundIn: '--endpoint', source: 'option' as const };
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  if (text.includes('://')) {
    const [url] = endpointsInUrls(text, from);
    if (url) return isLinkLocal(url.host) ? { error: refusal(url.host) } : url;
    return { error: `--endpoint: "${shown}" names no host; write HOST or HOST:PORT` };
  }
  const split = splitHostPort(text);
  if (split === null) return { error: `--endpoint: "${shown}" is not HOST, HOST:PORT or [IPv6]:PORT` };
  if (isLinkLocal(split.host.host)) return { error: refusal(split.host.host) };
  return (
    candidate(split.host.host, split.port ?? 443, from) ?? {
      error: `--endpoint: "${shown}" is no host that can be connected to`,
    }
  );
}

function refusal(host: string): string {
  return `--endpoint: ${host} is link-local (a metadata service); walkdown never connects to it`;
}
