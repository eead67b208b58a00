import { imageRef } from '../images.ts';
import type { Make } from '../scenario.ts';
import { tlsServer } from '../servers.ts';
import { API_HOST, at, calling, openUpstream, serveApi, serviceImage } from './parts.ts';

const UPSTREAM_OK = `connect ${API_HOST}:8443: ok`;

/** A musl service whose upstream, name, chain and bundle are as they should be. */
export const muslService: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream);
  const image = await serviceImage(bench, 'musl', { trust: upstream.root });
  const target = await calling(bench, image, upstream.network);
  await target.untilLog(UPSTREAM_OK);
  return { target, rootCauses: [], args: [] };
};

/** A glibc service that is nobody, may write nothing and has no capabilities. */
export const lockedDownGlibc: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream);
  const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
  const host = {
    ReadonlyRootfs: true,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    Memory: 64 << 20,
  };
  const target = await calling(bench, image, upstream.network, { user: '1000:1000', host });
  await target.untilLog(UPSTREAM_OK);
  return { target, rootCauses: [], args: [] };
};

/** Distroless: no shell, no tools, uid 65532; its upstream speaks plain HTTP. */
export const distroless: Make = async (bench) => {
  const network = await bench.network();
  await tlsServer(bench, { network, address: at.api, aliases: [API_HOST], name: 'api' }, { plain: true, port: 8080 });
  const env = { API_URL: `http://${API_HOST}:8080/v1` };
  const target = await calling(bench, imageRef('distroless:1'), network, { env });
  await target.untilLog(`connect ${API_HOST}:8080: ok`);
  return { target, rootCauses: [], args: [] };
};

/** FROM scratch: one static binary, no libc, no bundle, no zones; its upstream speaks plain HTTP. */
export const staticScratch: Make = async (bench) => {
  const network = await bench.network();
  await tlsServer(bench, { network, address: at.api, aliases: [API_HOST], name: 'api' }, { plain: true, port: 8080 });
  const env = { API_URL: `http://${API_HOST}:8080/v1` };
  const target = await calling(bench, imageRef('scratch:1'), network, { env });
  await target.untilLog(`connect ${API_HOST}:8080: ok`);
  return { target, rootCauses: [], args: [] };
};
