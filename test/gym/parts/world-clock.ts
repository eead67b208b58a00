import { request } from 'node:https';
import type { Make } from '../../lab/scenario.ts';
import { tlsServer } from '../../lab/servers.ts';
import { API_HOST, at, calling, type Libc, openUpstream, serveApi, serviceImage } from '../../lab/service.ts';

const DAY_SECONDS = 86_400;

const LEDGER_HOST = 'ledger.other.test';

/**
 * The engine's clock cannot be moved on a machine that others use; the world around it can. Each of two unrelated
 * servers has this many days more on its clock than the engine, and a certificate that is good by that clock: seen from
 * the container, it is the engine whose clock is wrong. `agreeing`: how many of the two.
 */
export const worldAhead =
  (libc: Libc, days: number, agreeing = 2): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    const { network, pki, intermediate } = upstream;
    // Good by the servers' clocks, for a day either way; by the engine's only where the two are the same.
    const shifted = agreeing < 2 ? undefined : { fromDays: days - 1, toDays: days + 1 };
    const dateSkewSeconds = days * DAY_SECONDS;
    await serveApi(bench, upstream, { credential: await pki.leaf([API_HOST], intermediate, shifted), dateSkewSeconds });
    const other = { network, address: at.second, aliases: [LEDGER_HOST], name: 'ledger' };
    const credential = await pki.leaf([LEDGER_HOST], intermediate, shifted);
    await tlsServer(bench, other, { credential, ...(agreeing > 1 && { dateSkewSeconds }) });
    const image = await serviceImage(bench, libc, { trust: upstream.root });
    const env = { LEDGER_URL: `https://${LEDGER_HOST}:8443/` };
    const target = await calling(bench, image, network, { env });
    await target.untilLog(`connect ${API_HOST}:8443: ok`);
    await tellsTime(network.address(at.api), dateSkewSeconds);
    await tellsTime(network.address(at.second), agreeing > 1 ? dateSkewSeconds : 0);
    return { target };
  };

/** The fault itself, seen before walkdown does: what a server says the time is, against this machine's. */
async function tellsTime(host: string, skewSeconds: number): Promise<void> {
  const date = await new Promise<string>((resolve, reject) => {
    const asked = request({ host, port: 8443, method: 'HEAD', rejectUnauthorized: false }, (reply) => {
      reply.resume();
      resolve(reply.headers.date ?? '');
    });
    asked.on('error', reject);
    asked.end();
  });
  const off = (Date.parse(date) - Date.now()) / 1000 - skewSeconds;
  if (!(Math.abs(off) < 60)) throw new Error(`${host} says ${date}, which is not ${skewSeconds} s from now`);
}
