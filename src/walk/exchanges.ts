import { isIP } from 'node:net';
import { splitEndpoint } from '../exchange/endpoint-text.ts';
import { observationOf } from '../exchange/exchange-evidence.ts';
import type { Json, Observation } from '../session/evidence.ts';
import { containerEnv } from '../target/readers/container-env.ts';
import type { Endpoint } from '../target/target.ts';
import {
  addressesOf,
  type ExchangeContext,
  endpointOf,
  engineTime,
  factsOf,
  firstFacts,
  lookedUpNames,
  quiet,
  reachable,
  spokenAt,
  subjectOf,
  texts,
  unseen,
} from './exchange-context.ts';
import { givenApart } from './given-apart.ts';
import { LIVE_CONNECTION } from './live-connections.ts';
import { systemBundle, targetBundle, withNamed } from './target-bundle.ts';

/** One kind of conversation, as playbooks name it under `exchange: { kind: … }`. */
export type ExchangeRunner = (context: ExchangeContext) => Promise<Observation>;

/** The conversations by name. Each is loaded when it is first had. */
export const exchangeRunners: Readonly<Record<string, ExchangeRunner>> = {
  'dns-nameserver': async (context) => {
    const { askNameserver } = await import('../exchange/dns-nameserver.ts');
    const { request, dialler } = context;
    const names = lookedUpNames(request.target.endpoints, firstFacts(context, 'resolver-config'));
    if (names.length === 0) return nothingToAsk(context);
    return observationOf(
      await askNameserver(
        dialler,
        { server: request.subject, names, budgetMs: request.timeoutMs - 1000 },
        request.signal,
      ),
    );
  },

  'dns-names': async (context) => {
    const { compareNames } = await import('../exchange/dns-names.ts');
    const { request, dialler } = context;
    const { family, version } = request.target.libc;
    if (family !== 'glibc' && family !== 'musl') {
      return unseen(`how a program with libc ${family} asks is not known`, 'look at its own resolver settings');
    }
    const config = firstFacts(context, 'resolver-config');
    const conf = {
      nameservers: texts(config.nameservers),
      search: texts(config.searchDomains),
      ndots: typeof config.ndots === 'number' ? config.ndots : 1,
    };
    const { host } = splitEndpoint(request.subject);
    return observationOf(
      await compareNames(
        dialler,
        {
          name: host,
          conf,
          libc: { family, version },
          silent: silentNameservers(context),
          budgetMs: request.timeoutMs - 1000,
        },
        request.signal,
      ),
    );
  },

  'dns-series': async (context) => {
    const { askSeries } = await import('../exchange/dns-series.ts');
    const { request, dialler, params } = context;
    const [name] = lookedUpNames(request.target.endpoints, firstFacts(context, 'resolver-config'));
    if (!name) return unseen('there is no name to ask for', 'name a host: --endpoint HOST');
    const count = typeof params.count === 'number' ? params.count : undefined;
    return observationOf(
      await askSeries(
        dialler,
        { server: request.subject, name, count, budgetMs: request.timeoutMs - 1000 },
        request.signal,
      ),
    );
  },

  'two-libcs': async (context) => {
    const { lookUpUnderBoth } = await import('./two-libcs.ts');
    const data = { conversation: 'two-libcs', compared: false };
    const none = 'no look-up failed or was slow';
    return (
      (await lookUpUnderBoth(context.run, context.request)) ??
      quiet(context, 'one look-up under both libcs', none, data, 'getent ahosts HOST')
    );
  },

  connect: async (context) => {
    const { tryAddresses } = await import('../exchange/connect.ts');
    const { request, dialler } = context;
    const { host, port } = splitEndpoint(request.subject);
    const addresses = addressesOf(context, request.subject);
    const speak = spokenAt(endpointOf(context));
    const params = { host, port, addresses, also: givenApart(context, host), speak };
    return observationOf(
      await tryAddresses(dialler, { ...params, budgetMs: request.timeoutMs - 1000 }, request.signal),
    );
  },

  tls: async (context) => {
    const { shakeHands } = await import('../exchange/tls-handshake.ts');
    const { request, dialler, now, reading } = context;
    const { host, port } = splitEndpoint(request.subject);
    const [address] = reachable(context, addressesOf(context, request.subject));
    if (!address) return unseen(`${host} has no address`, 'mend the look-up first');
    const reference = reading.options.referenceCaPem;
    const endpoint = endpointOf(context);
    const system = await systemBundle(context);
    const params = {
      host,
      address,
      port,
      target: await withNamed(context, await targetBundle(context)),
      reference: reference === null ? null : { from: '--reference-ca', pem: reference },
      ...(system ? { others: [{ label: 'system', ...system }] } : {}),
      now: engineTime(context, now),
      http: endpoint?.scheme === 'https' || endpoint?.scheme === 'http',
      ...(/^postgres/.test(endpoint?.scheme ?? '') ? { preface: { kind: 'postgres' as const } } : {}),
      ...(endpoint?.scheme === 'smtp' ? { preface: { kind: 'smtp' as const } } : {}),
    };
    return observationOf(await shakeHands(dialler, params, request.signal));
  },

  proxy: async (context) => {
    const [{ tryProxy }, { decideAll }] = await Promise.all([
      import('../exchange/proxy.ts'),
      import('../exchange/proxy-rules.ts'),
    ]);
    const { request, dialler, reading, now, lookUp } = context;
    const { host, port } = splitEndpoint(request.subject);
    const scheme = endpointOf(context)?.tls === false ? 'http' : 'https';
    const decisions = decideAll(Object.fromEntries(containerEnv(reading)), { scheme, host, port });
    const proxy = decisions.find((one) => one.via === 'proxy')?.proxy ?? null;
    const plain = decisions.map(({ client, via, variable, because }) => ({ client, via, variable, because }));
    if (!proxy) return notProxied(context, plain, 'no known client would use a proxy for it');
    const unasked = notByHttp(endpointOf(context));
    if (unasked !== null) return notProxied(context, [], unasked);
    const proxyIp = isIP(proxy.host) ? proxy.host : ((await lookUp(proxy.host))[0] ?? null);
    if (port === proxy.port && (host === proxy.host || host === proxyIp))
      return notProxied(context, [], 'it is the proxy itself');
    const params = {
      proxy,
      proxyIp,
      endpoint: { scheme: scheme as 'http' | 'https', host, port },
      directIp: addressesOf(context, request.subject)[0] ?? null,
      decisions,
      target: await targetBundle(context),
      reference:
        reading.options.referenceCaPem === null
          ? null
          : { from: '--reference-ca', pem: reading.options.referenceCaPem },
      now: engineTime(context, now),
    };
    return observationOf(await tryProxy(dialler, params, request.signal));
  },

  'path-mtu': async (context) => {
    const { comparePacketSizes } = await import('../exchange/path-mtu.ts');
    const { request, dialler } = context;
    const { host, port } = splitEndpoint(request.subject);
    const [address] = addressesOf(context, request.subject);
    if (!address) return unseen(`${host} has no address`, 'mend the look-up first');
    const tls = endpointOf(context)?.tls ?? port === 443;
    return observationOf(await comparePacketSizes(dialler, { host, address, port, tls }, request.signal));
  },

  http: async (context) => {
    const { measureHttp } = await import('../exchange/http.ts');
    const { request, dialler } = context;
    const { host, port } = splitEndpoint(request.subject);
    const [address] = reachable(context, addressesOf(context, request.subject));
    if (!address) return unseen(`${host} has no address`, 'mend the look-up first');
    const seconds = factsOf(context, 'dns-timing', request.subject).seconds;
    const params = {
      host,
      address,
      port,
      tls: endpointOf(context)?.tls ?? port === 443,
      ...(endpointOf(context)?.path ? { alsoPath: endpointOf(context)?.path } : {}),
      dnsMs: typeof seconds === 'number' ? Math.round(seconds * 10_000) / 10 : null,
    };
    return observationOf(await measureHttp(dialler, params, request.signal));
  },

  capture: async (context) => {
    const [{ captureParams }, { capturePackets }, { tryAddresses }] = await Promise.all([
      import('../exchange/capture.ts'),
      import('./capture.ts'),
      import('../exchange/connect.ts'),
    ]);
    const { request, dialler } = context;
    const params = captureParams(context.params);
    if (params === null) return unseen('its parameters are no capture: seconds, packets, filter', 'mend the playbook');
    const { host, port } = splitEndpoint(request.subject);
    const addresses = addressesOf(context, request.subject);
    const speak = spokenAt(endpointOf(context));
    const provoke = async (signal: AbortSignal): Promise<void> => {
      const look = isIP(host) ? null : lookUpOnce(context, host, signal);
      await tryAddresses(dialler, { host, port, addresses, speak, times: 1, budgetMs: 5_000 }, signal);
      await look;
    };
    const about = { subject: request.subject, addresses };
    const answer = await capturePackets(context.run, params, about, provoke, request.signal);
    if (answer.ok) return { kind: 'seen', evidence: [answer.value], libcMatched: null };
    const { kind, reason, toCheckIt } = answer;
    if (kind === 'gone') return { kind: 'interrupted', reason, toCheckIt, evidence: [] };
    return { kind: kind === 'failed' ? 'failed' : 'unseen', reason, toCheckIt, evidence: [] };
  },

  clock: async (context) => {
    const { compareClocks } = await import('../exchange/clock.ts');
    const { request, dialler, reading } = context;
    const servers = request.target.endpoints
      .filter((one) => one.source !== 'logged' && /^https?$/.test(one.scheme))
      .flatMap((one) => {
        const [address] = addressesOf(context, subjectOf(one));
        return address ? [{ host: one.host, address, port: one.port, tls: one.tls }] : [];
      });
    return observationOf(
      await compareClocks(dialler, { servers, engineSkewMs: reading.engine.info.clockSkewMs }, request.signal),
    );
  },
};

/** There is no name that matters: the nameserver is left in peace. */
function nothingToAsk(context: ExchangeContext): Observation {
  const { subject } = context.request;
  const data = { conversation: 'dns-nameserver', server: subject, asked: [] };
  return quiet(
    context,
    `nameserver ${subject}`,
    'no host is known to ask it for',
    data,
    `grep nameserver /etc/resolv.conf`,
  );
}

/** No client that obeys the variables would use a proxy here: nothing is tried, and the decisions say why. */
function notProxied(context: ExchangeContext, decisions: Json, why: string): Observation {
  const data = { conversation: 'proxy', proxied: false, decisions };
  const what = `${context.request.subject} and the proxy variables`;
  return quiet(context, what, why, data, 'env | grep -i proxy');
}

/** The variables are for HTTP clients: why this endpoint is none of theirs; null where it may be. */
function notByHttp(endpoint: Endpoint | undefined): string | null {
  if (endpoint === undefined || endpoint.source === 'option') return null;
  // A connection that stands was made to this very address, by whatever way.
  if (endpoint.foundIn === LIVE_CONNECTION) return 'it was connected to directly';
  const maybe = ['http', 'https', 'grpc', 'tls', 'ssl', 'tcp'].includes(endpoint.scheme);
  return maybe ? null : `what speaks ${endpoint.scheme} reads no proxy variable`;
}

/** A look-up for the questions that it sends; what comes of it is not of interest. */
async function lookUpOnce({ run }: ExchangeContext, host: string, signal: AbortSignal): Promise<void> {
  for (const view of ['target', 'sidecar'] as const) {
    const what = `look-up of ${host}, for its packets`;
    const argv = ['getent', 'ahosts', host];
    const how = { env: [], needs: ['getent'], matched: false, timeoutMs: 5_000, signal };
    const answer = await run({ what, view, tier: 'network', argv, ...how });
    if (answer.ok || signal.aborted) return;
  }
}

/** Those that the step before asked in vain. */
function silentNameservers({ request }: ExchangeContext): string[] {
  const asked = request.earlier['dns-nameserver'] ?? [];
  return asked.filter(({ facts }) => facts.silent === true).map(({ subject }) => subject);
}
