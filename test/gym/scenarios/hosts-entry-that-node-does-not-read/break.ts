import { imageRef } from '../../../lab/images.ts';
import type { Make } from '../../../lab/scenario.ts';
import { dnsServer } from '../../../lab/servers.ts';
import { API_HOST, at, calling, openUpstream, resolvConf, serveApi, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

const QUERY = `queryA ENOTFOUND ${API_HOST}`;
const PROGRAM = `
const { resolve4 } = require('node:dns/promises');
console.log('listening on 8080');
setInterval(() => resolve4(new URL(process.env.API_URL).hostname).then(
  (found) => console.log('rates from', found),
  (error) => console.error('rates: Error:', error.message),
), 1500);
`;

/** Node's own resolver asks nameservers only; the name is in the hosts file only. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  const { network } = upstream;
  await serveApi(bench, upstream);
  await dnsServer(bench, { network, address: at.nameserver, name: 'nameserver' }, { records: {} });
  const image = await serviceImage(bench, 'glibc', {
    from: imageRef('debian-net:bookworm'),
    files: {
      '/usr/local/bin/node': { from: process.execPath, mode: 0o755 },
      '/app/rates.js': { content: PROGRAM },
    },
    entrypoint: ['node', '/app/rates.js'],
    trust: upstream.root,
  });
  const mounts = resolvConf(bench, `nameserver ${network.address(at.nameserver)}`);
  const host = { NetworkMode: network.name, ExtraHosts: [`${API_HOST}:${network.address(at.api)}`] };
  const binds = Object.entries(mounts).map(([from, to]) => `${from}:${to}:ro`);
  const env = { NODE_EXTRA_CA_CERTS: '/usr/local/share/ca-certificates/partner-root.crt' };
  const target = await calling(bench, image, network, { env, host: { ...host, Binds: binds } });
  await target.untilLog(QUERY, 40_000);
  return { target };
};

export const check = says(QUERY);
