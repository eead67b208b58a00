import { decideAll, PROXY_CLIENTS } from '../../exchange/proxy-rules.ts';
import type { Json, Observation } from '../../session/evidence.ts';
import { type ClientCertificateInput, clientCertificateFiles, clientCertificateHint } from '../client-certificate.ts';
import { readConfiguration, serviceNames } from '../configuration-files.ts';
import { maskUrlCredentials, relevantEnvironment } from '../environment.ts';
import { endOfFirst } from '../pem.ts';
import type { ReadContext, Reader } from '../reader.ts';
import type { Endpoint } from '../target.ts';
import { containerEnv } from './container-env.ts';
import { readEvidence } from './evidence.ts';

const MOST_ENDPOINTS = 24;
const CERTIFICATE_BYTES = 256 * 1024;

/** The variables that decide how the target reaches the world, and what each kind of client makes of them. */
export const environment: Reader = {
  source: 'environment',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const { container, image, target } = context;
    const source = container ?? image;
    const { env } = source;
    const args = [...source.entrypoint, ...source.command];
    const entries = relevantEnvironment(env);
    const pairs = containerEnv(context);
    const endpoints = (target?.endpoints ?? []).filter((one) => webScheme(one) !== null).slice(0, MOST_ENDPOINTS);
    const named: ClientCertificateInput = {
      env,
      args,
      mounts: (container?.mounts ?? []).map((mount) => mount.destination),
      configuration: await readConfiguration(context.files, {
        workingDir: source.workingDir,
        env,
        commandLine: args,
        names: serviceNames(container, image),
        mounts: (container?.mounts ?? []).map((mount) => mount.destination),
      }),
    };
    const data = {
      clientCertificate: clientCertificateHint(named),
      clientCertificateEnded: await endedCertificate(context, named),
      variables: entries.map(({ name, value, group }) => ({ name, value, group })),
      count: env.length,
      clients: endpoints.flatMap((endpoint) => decisions(Object.fromEntries(pairs), endpoint)),
      known: [...PROXY_CLIENTS],
    };
    const name = container?.name ?? image.tags[0] ?? image.id;
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'environment',
          startedAt,
          data: data as unknown as Json,
          stdout:
            entries.length === 0
              ? `none of its ${env.length} variables is about proxies, trust, time, locale or loaders`
              : entries.map((one) => `${one.name}=${one.value}`).join('\n'),
          byHand: container
            ? `docker inspect --format '{{range .Config.Env}}{{println .}}{{end}}' ${name} | grep -iE 'proxy|cert|^TZ|^LANG|^LC_|^LD_'`
            : `docker image inspect --format '{{range .Config.Env}}{{println .}}{{end}}' ${name} | grep -iE 'proxy|cert|^TZ|^LANG|^LC_|^LD_'`,
        }),
      ],
    };
  },
};

/** The first of the client's certificate files whose time is over, by the engine's clock; only certificates are looked at. */
async function endedCertificate(context: ReadContext, named: ClientCertificateInput): Promise<Json> {
  const now = Date.now() + (context.engine.info.clockSkewMs ?? 0);
  for (const { path, by } of clientCertificateFiles(named)) {
    const file = await context.files.read(path, CERTIFICATE_BYTES);
    const end = file.ok ? endOfFirst(file.value.bytes.toString('latin1')) : null;
    if (end !== null && Date.parse(end) < now) return { path, by, end };
  }
  return null;
}

function webScheme(endpoint: Endpoint): 'http' | 'https' | null {
  if (endpoint.scheme === 'http' || endpoint.scheme === 'https') return endpoint.scheme;
  return null;
}

/** What every known client would do with one endpoint, without the proxy's credentials. */
function decisions(env: Record<string, string>, endpoint: Endpoint) {
  const scheme = webScheme(endpoint) ?? 'https';
  return decideAll(env, { scheme, host: endpoint.host, port: endpoint.port }).map((one) => ({
    endpoint: `${endpoint.host}:${endpoint.port}`,
    client: one.client,
    via: one.via,
    proxy: one.proxy ? `${one.proxy.scheme}://${one.proxy.host}:${one.proxy.port}` : '',
    variable: one.variable,
    because: maskUrlCredentials(one.because).slice(0, 200),
  }));
}
