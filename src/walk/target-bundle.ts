import { carriedCertificates, PROGRAM_BYTES } from '../target/carried.ts';
import { readConfiguration, serviceNames } from '../target/configuration-files.ts';
import { authoritiesInTexts, namedAuthorities } from '../target/named-authorities.ts';
import { containerEnv } from '../target/readers/container-env.ts';
import type { ExchangeContext } from './exchange-context.ts';

/** A bundle is read up to so much. */
const BUNDLE_BYTES = 4 * 1024 * 1024;

type Bundle = { readonly from: string; readonly pem: string };

/** The bundle that the program itself would use, as the trust-store step found it; null: that is not known. */
export async function targetBundle(context: ExchangeContext): Promise<Bundle | null> {
  const facts = context.request.earlier['trust-store']?.[0]?.facts ?? {};
  if (facts.store === 'java') return null;
  if (facts.store === 'node') return nodeRoots(context);
  if (typeof facts.path !== 'string') return null;
  if (facts.path === '' && facts.carriesPublicRoots === true) {
    const { rootCertificates } = await import('node:tls');
    return { from: 'the public roots, which the program was built with', pem: rootCertificates.join('\n') };
  }
  if (facts.path === '') return { from: 'no bundle', pem: '' };
  const { files } = context.reading;
  if (facts.store === 'program') {
    const program = await files.read(facts.path, PROGRAM_BYTES);
    if (!program.ok) return null;
    return { from: `the roots inside ${facts.path}`, pem: carriedCertificates(program.value.bytes) };
  }
  const read = await files.read(facts.path, BUNDLE_BYTES);
  return read.ok ? { from: facts.path, pem: read.value.bytes.toString('latin1') } : null;
}

/** The system's own bundle, where a variable, or Java, leads the program to another one; it tells a wrong path from a private root. */
export async function systemBundle({ request, reading }: ExchangeContext): Promise<Bundle | null> {
  const facts = request.earlier['trust-store']?.[0]?.facts ?? {};
  const { systemPath: path, store } = facts;
  if (typeof path !== 'string' || (path === facts.path && store !== 'java') || store === 'node') return null;
  const read = await reading.files.read(path, BUNDLE_BYTES);
  return read.ok ? { from: path, pem: read.value.bytes.toString('latin1') } : null;
}

/** With the authorities that the program was told to trust beside its bundle: which of them it asks is not seen. */
export async function withNamed({ reading }: ExchangeContext, bundle: Bundle | null): Promise<Bundle | null> {
  if (bundle === null) return null;
  const source = reading.container ?? reading.image;
  const args = [...source.entrypoint, ...source.command];
  const configuration = await readConfiguration(reading.files, {
    workingDir: source.workingDir,
    commandLine: args,
    env: source.env,
    names: serviceNames(reading.container, reading.image),
    mounts: (reading.container?.mounts ?? []).map((mount) => mount.destination),
  });
  const inTexts = authoritiesInTexts([
    ...args.map((text) => ({ place: 'the command line', text })),
    ...configuration.map(({ path, text }) => ({ place: path, text })),
  ]);
  const named = namedAuthorities(containerEnv(reading), args);
  const others = inTexts.filter(({ path }) => named.every((one) => one.path !== path));
  let { from, pem } = bundle;
  for (const { path, by } of [...named, ...others]) {
    const read = await reading.files.read(path, BUNDLE_BYTES);
    if (!read.ok || !read.value.bytes.includes('BEGIN CERTIFICATE')) continue;
    from = `${from} and ${path} (${by})`;
    pem = `${pem}\n${read.value.bytes.toString('latin1')}`;
  }
  return { from, pem };
}

/** Node carries its roots compiled in; ours stand for them (they follow the same list), with the target's extra file. */
async function nodeRoots({ reading }: ExchangeContext): Promise<Bundle> {
  const { rootCertificates } = await import('node:tls');
  const extra = containerEnv(reading).get('NODE_EXTRA_CA_CERTS');
  const read = extra ? await reading.files.read(extra, BUNDLE_BYTES) : null;
  const more = read?.ok ? `\n${read.value.bytes.toString('latin1')}` : '';
  return {
    from: extra ? `Node's own roots and ${extra}` : "Node's own roots",
    pem: rootCertificates.join('\n') + more,
  };
}
