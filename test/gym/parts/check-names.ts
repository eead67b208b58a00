import { Resolver } from 'node:dns/promises';
import { API_HOST, at } from '../../lab/service.ts';
import type { Target } from '../../lab/target.ts';
import { type Check, holdsConnection } from './check-inside.ts';

/** The IPv4 address with this number in the container's first network. */
export async function addressIn(target: Target, number: number): Promise<string> {
  const [network] = Object.values((await target.inspect()).NetworkSettings.Networks);
  if (!network?.IPAddress) throw new Error(`${target.name} is in no network`);
  return network.IPAddress.replace(/\d+$/, String(number));
}

interface Answer {
  readonly addresses: readonly string[];
  /** `ENOTFOUND`, `ESERVFAIL`, `ETIMEOUT` and the like; empty with an answer. */
  readonly error: string;
  readonly ms: number;
}

/** Asks one of the lab's nameservers from here, once. */
async function ask(
  target: Target,
  number: number,
  { host = API_HOST, family = 4, limitMs = 4_000 }: { host?: string; family?: 4 | 6; limitMs?: number } = {},
): Promise<Answer> {
  const resolver = new Resolver({ timeout: limitMs, tries: 1 });
  resolver.setServers([await addressIn(target, number)]);
  const began = performance.now();
  const asked = family === 4 ? resolver.resolve4(host) : resolver.resolve6(host);
  const answer = await asked.then(
    (addresses) => ({ addresses, error: '' }),
    (error: { code?: string }) => ({ addresses: [], error: error.code ?? 'failed' }),
  );
  return { ...answer, ms: performance.now() - began };
}

/** A nameserver answers a look-up so. */
function answering(number: number, asked: Parameters<typeof ask>[2], holds: (answer: Answer) => boolean): Check {
  return async ({ target }) => {
    const answer = await ask(target, number, asked);
    if (!holds(answer)) throw new Error(`nameserver ${number} does otherwise: ${JSON.stringify(answer)}`);
  };
}

/** Nobody answers where a nameserver is said to be. */
export const noNameserver = answering(
  at.nobody,
  { limitMs: 1_500 },
  ({ error }) => error !== '' && error !== 'ENOTFOUND',
);
/** The nameserver knows the name. */
export const knowsName = answering(at.nameserver, {}, ({ addresses }) => addresses.length > 0);
/** The second nameserver denies it. */
export const secondDenies = answering(at.second, {}, ({ error }) => error === 'ENOTFOUND');
/** No answer to a question for AAAA. */
export const noAaaa = answering(at.nameserver, { family: 6, limitMs: 2_000 }, ({ error }) => error === 'ETIMEOUT');
/** An answer takes so long, in milliseconds. */
export const slowAnswer = (least: number) => answering(at.nameserver, {}, ({ ms }) => ms >= least);
/** "No such name" takes so long for a name of the first search domain. */
export const slowDenial = (least: number) =>
  answering(
    at.nameserver,
    { host: `${API_HOST}.default.svc.cluster.local` },
    ({ error, ms }) => error === 'ENOTFOUND' && ms >= least,
  );
/** The nameserver fails, or refuses. */
export const nameserverFails = answering(at.nameserver, {}, ({ error }) => /ESERVFAIL|EREFUSED/.test(error));

/** Of many questions some are answered and some are not. */
export const losesDatagrams: Check = async ({ target }) => {
  const answers = await Promise.all(Array.from({ length: 60 }, () => ask(target, at.nameserver, { limitMs: 3_000 })));
  const lost = answers.filter(({ error }) => error === 'ETIMEOUT').length;
  if (lost === 0 || lost === answers.length) throw new Error(`${lost} of ${answers.length} questions were lost`);
};

/** The name leads to the second server by now, and the connection to the first one stands. */
export const nameHasMoved: Check = async ({ target }) => {
  const [first, second] = [await addressIn(target, at.api), await addressIn(target, at.second)];
  const { addresses } = await ask(target, at.nameserver);
  if (addresses.join() !== second) throw new Error(`the name leads to ${addresses.join() || 'nowhere'}, not ${second}`);
  await holdsConnection(target, first);
};
