import { imageRef } from '../../lab/images.ts';
import type { Make } from '../../lab/scenario.ts';
import { API_HOST, at, calling, openUpstream, serveApi, serviceImage } from '../../lab/service.ts';
import type { Check } from './check-inside.ts';
import { inNetworkOf } from './in-network.ts';

/** As whom Istio's sidecar runs; what it sends itself is not turned back to it. */
const SIDECAR_USER = '1337';

/** Takes every connection at once, and only then tries the one it was meant for: what a mesh's sidecar does. */
const SIDECAR = `
import socket, struct, threading
def listen(port):
    server = socket.create_server(('0.0.0.0', port), backlog=64)
    return server
def pump(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass
    for end in (source, sink):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
def serve(taken):
    port, packed = struct.unpack('!2xH4s8x', taken.getsockopt(socket.SOL_IP, 80, 16))
    try:
        meant = socket.create_connection((socket.inet_ntoa(packed), port), 3)
    except OSError:
        taken.close()
        return
    threading.Thread(target=pump, args=(taken, meant), daemon=True).start()
    pump(meant, taken)
inbound = listen(15006)
outbound = listen(15001)
print('ready', flush=True)
while True:
    taken, _ = outbound.accept()
    threading.Thread(target=serve, args=(taken,), daemon=True).start()
`;

/** A service whose connections the sidecar of a mesh takes; its upstream is there, or nobody is. */
export const inMesh =
  (upstreamThere: boolean): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    const { network } = upstream;
    if (upstreamThere) await serveApi(bench, upstream);
    const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
    const hosts = upstreamThere ? [] : [`${API_HOST}:${network.address(at.nobody)}`];
    const target = await calling(bench, image, network, { host: { NetworkMode: network.name, ExtraHosts: hosts } });
    const sidecar = await bench.container({
      image: imageRef('debian-net:bookworm'),
      name: 'sidecar',
      user: SIDECAR_USER,
      entrypoint: ['python3', '-u', '-c', SIDECAR],
      host: { NetworkMode: `container:${target.id}`, Init: true },
    });
    await sidecar.untilLog('ready', 40_000);
    const others = ['!', '-d', '127.0.0.0/8', '-m', 'owner', '!', '--uid-owner', SIDECAR_USER];
    const redirect = ['-p', 'tcp', ...others, '-j', 'REDIRECT', '--to-ports', '15001'];
    await inNetworkOf(target, 'iptables', '-t', 'nat', '-A', 'OUTPUT', ...redirect);
    return { target };
  };

/** A connection to where nobody is "succeeds": the sidecar has taken it. */
export const connectsToNobody: Check = async ({ target }) => {
  const address = Object.values((await target.inspect()).NetworkSettings.Networks)[0]?.IPAddress ?? '';
  const nobody = address.replace(/\d+$/, String(at.nobody));
  await inNetworkOf(target, 'timeout', '3', 'bash', '-c', `exec 3<>/dev/tcp/${nobody}/8443`);
};
