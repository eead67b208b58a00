import type { Make } from '../../lab/scenario.ts';
import { dnsServer, tlsServer } from '../../lab/servers.ts';
import { at, calling, type Libc, openUpstream, resolvConf, serviceImage } from '../../lab/service.ts';

/** What an examination with containers of others' making found misjudged, one scenario a kind. */
/** A label of ten letters: its length is a line feed, which cuts a question in two where a shell passes it on. */
export const tenLetters =
  (libc: Libc): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    const { network, pki, intermediate } = upstream;
    const host = 'prometheus.partner.test';
    const credential = await pki.leaf([host], intermediate);
    await tlsServer(bench, { network, address: at.api, name: 'api' }, { credential });
    const records = { [host]: { A: [network.address(at.api)] } };
    await dnsServer(bench, { network, address: at.nameserver, name: 'nameserver' }, { records });
    const image = await serviceImage(bench, libc, { trust: upstream.root });
    const mounts = resolvConf(bench, `nameserver ${network.address(at.nameserver)}`);
    const target = await calling(bench, image, network, { mounts, env: { API_URL: `https://${host}:8443/v1` } });
    await target.untilLog(`connect ${host}:8443: ok`);
    return { target };
  };
