/** An endpoint as people write it: host:port, [v6]:port. */
export function endpointName({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
