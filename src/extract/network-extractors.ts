import { capture } from './capture.ts';
import { clock } from './clock.ts';
import { connect } from './connect.ts';
import { connections } from './connections.ts';
import { dnsNames } from './dns-names.ts';
import { dnsNameserver } from './dns-nameserver.ts';
import { dnsSeries } from './dns-series.ts';
import type { Extractor } from './extractor.ts';
import { getent } from './getent.ts';
import { httpLatency } from './http-latency.ts';
import { idleLimit } from './idle-limit.ts';
import { pathMtu } from './path-mtu.ts';
import { proxy } from './proxy.ts';
import { tlsChain } from './tls-chain.ts';
import { twoLibcs } from './two-libcs.ts';

/** Extractors of look-ups and of conversations with nameservers, endpoints and proxies. */
export const networkExtractors: readonly Extractor[] = [
  capture,
  clock,
  connect,
  connections,
  dnsNames,
  dnsNameserver,
  dnsSeries,
  getent,
  httpLatency,
  idleLimit,
  pathMtu,
  proxy,
  tlsChain,
  twoLibcs,
];
