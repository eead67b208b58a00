import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Make } from '../../../lab/scenario.ts';
import { proxyServer } from '../../../lab/servers.ts';
import { at, calling, openUpstream, serveApi, serviceImage } from '../../../lab/service.ts';

const run = promisify(execFile);

/** The service's network leads nowhere but to the proxy, which connects to the upstream: that is as it should be. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  const { network } = upstream;
  const server = await serveApi(bench, upstream);
  const proxy = 'http://proxy.partner.test:3128';
  const place = { network, address: at.proxy, aliases: ['proxy.partner.test'], name: 'proxy' };
  await proxyServer(bench, place, { mode: 'allow' });
  const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
  const env = { HTTPS_PROXY: proxy, https_proxy: proxy, NO_PROXY: 'localhost', no_proxy: 'localhost' };
  const { Pid } = (await server.inspect()).State;
  const from = ['-s', network.address(at.service), '-j', 'DROP'];
  await run('nsenter', ['-t', String(Pid), '-n', 'iptables', '-I', 'INPUT', ...from]);
  const target = await calling(bench, image, network, { env });
  await target.untilLog('listening');
  return { target };
};
