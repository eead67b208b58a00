import type { Answer, Unavailable } from '../engine/engine.ts';
import { libraryDirectories, loaderCandidates, loaderFamily } from '../target/loaders.ts';
import type { TargetFiles } from '../target/reader.ts';
import type { Sidecar } from './sidecars.ts';
import { programOf } from './tools.ts';

/**
 * Our tool with our libc, in the target's root: what it reads (nsswitch.conf, hosts, gai.conf, CA store) is the
 * target's, what runs is ours. Nothing is written there: the way back to our files is an inherited directory fd.
 */

/** NSS services that a libc has in itself or beside it; any other would be loaded from the target's root. */
const OWN_SERVICES: ReadonlySet<string> = new Set(['files', 'dns', 'myhostname']);

/** The services of nsswitch.conf's `hosts` line, actions in brackets left out. Pure. */
export function hostServices(nsswitch: string): string[] {
  for (const line of nsswitch.slice(0, 65_536).split('\n')) {
    const text = (line.split('#')[0] ?? '').trim();
    if (!text.startsWith('hosts:')) continue;
    return text
      .slice('hosts:'.length)
      .replace(/\[[^\]]{0,80}\]/g, ' ')
      .split(/[ \t]+/)
      .filter((word) => word !== '');
  }
  return [];
}

/** The script has no word of the target in it: all come as arguments. fd 9 is our own root. */
const SCRIPT =
  'exec 9</; c=$1 r=$2 l=$3 p=$4 t=$5; shift 5; f=/proc/self/fd/9; exec "$c" "$r" "$f$l" --library-path "$p" "$f$t" "$@"';

/**
 * The command for a sidecar of the tier `ptrace`. Unavailable where the target's root could put its own code into our
 * tool: a preloaded library, or an NSS service that is not the libc's own.
 */
export async function throughTargetRoot(
  sidecar: Sidecar,
  targetFiles: TargetFiles,
  argv: readonly string[],
): Promise<Answer<string[]>> {
  const [name = '', ...args] = argv;
  const { contents } = sidecar.chosen;
  const { family } = await contents.libc();
  if (family === 'glibc') {
    const preload = await targetFiles.stat('/etc/ld.so.preload');
    if (preload.ok && preload.value.sizeBytes > 0)
      return unsafe('the target’s /etc/ld.so.preload would be loaded into our tool');
    const nsswitch = await targetFiles.read('/etc/nsswitch.conf');
    const foreign = nsswitch.ok
      ? hostServices(nsswitch.value.bytes.toString('utf8')).find((service) => !OWN_SERVICES.has(service))
      : undefined;
    if (foreign !== undefined)
      return unsafe(`nsswitch.conf names the service ${foreign}: its library would come from the target`);
  }
  const [shell, chroot, at] = await Promise.all(['sh', 'chroot', name].map((one) => sidecar.tools.start(one)));
  const tool = at ? await contents.find(programOf(at)) : null;
  const architecture = await contents.architecture();
  const loader = loaderCandidates(architecture).find((path) => loaderFamily(path) === family);
  if (!shell || !chroot || !tool || loader === undefined) {
    const lacks = !shell ? 'sh' : !chroot ? 'chroot' : !tool ? name : 'a loader';
    return {
      ok: false,
      kind: 'missing',
      reason: `the debug image has no ${lacks}`,
      toCheckIt: 'walkdown toolkit build',
    };
  }
  const libraries = [...libraryDirectories(architecture), '/usr/local/lib'].map((path) => `/proc/self/fd/9${path}`);
  const root = `/proc/${sidecar.process?.pid ?? 1}/root`;
  // A link would lead to a file of the target's: what it points to is named, and busybox told what it is.
  const applet = tool.real.endsWith('/busybox') && !name.endsWith('busybox') ? [name.replace(/^.*\//, '')] : [];
  return {
    ok: true,
    value: [
      ...shell,
      '-c',
      SCRIPT,
      'root',
      ...chroot,
      root,
      loader,
      libraries.join(':'),
      tool.real,
      ...applet,
      ...args,
    ],
  };
}

function unsafe(reason: string): Unavailable {
  return { ok: false, kind: 'refused', reason, toCheckIt: 'docker exec TARGET getent ahosts HOST, by hand' };
}
