import { describe, expect, it } from 'vitest';
import type { ContainerDetails, OwnContainerSpec } from '../../../src/engine/engine.ts';
import { ownBody } from '../../../src/engine/own-body.ts';
import { ownLabels } from '../../../src/engine/own-labels.ts';
import { borrowedMounts, maskVolumes } from '../../../src/engine/own-mounts.ts';
import { toContainerDetails } from '../../../src/engine/translate-container.ts';

const ID = 'a'.repeat(64);
const spec: OwnContainerSpec = {
  role: 'sidecar',
  imageId: `sha256:${ID}`,
  argv: ['sleep', '900'],
  env: [],
  user: '65534:65534',
  capabilities: [],
  labels: {},
  tmp: false,
  stdin: false,
};
const original = (host: object, more: object = {}): ContainerDetails =>
  toContainerDetails({ HostConfig: host, ...more });

function host(part: Partial<OwnContainerSpec>, init = true): Record<string, unknown> {
  const body = ownBody({ spec: { ...spec, ...part }, labels: {}, imageEnv: [], mounts: [], init });
  return body.HostConfig as Record<string, unknown>;
}

describe('the body of a container of ours', () => {
  it('never names what conflicts with a joined namespace', () => {
    const body = ownBody({
      spec: { ...spec, joinNetworkOf: ID, joinPidsOf: ID },
      labels: {},
      imageEnv: [],
      mounts: [],
      init: true,
    });
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['Hostname']));
    const config = body.HostConfig as Record<string, unknown>;
    for (const field of ['Dns', 'ExtraHosts', 'PortBindings', 'Links', 'UTSMode', 'Binds', 'VolumesFrom'])
      expect(config).not.toHaveProperty(field);
    expect(config).toMatchObject({ NetworkMode: `container:${ID}`, PidMode: `container:${ID}`, Init: false });
  });

  it('copies user namespace and runtime of the one it is to be like', () => {
    expect(host({ like: original({ UsernsMode: 'host', Runtime: 'runsc' }) })).toMatchObject({
      UsernsMode: 'host',
      Runtime: 'runsc',
    });
    expect(host({})).not.toHaveProperty('Runtime');
  });

  it.each([
    [
      'a named profile, where its processes are looked at',
      { joinPidsOf: ID },
      { SecurityOpt: ['apparmor=web'] },
      'web',
      ['no-new-privileges', 'apparmor=web'],
    ],
    [
      'an old spelling',
      { joinPidsOf: ID },
      { SecurityOpt: ['apparmor:web'] },
      '',
      ['no-new-privileges', 'apparmor=web'],
    ],
    [
      'unconfined, where the target is',
      { joinPidsOf: ID },
      { Privileged: true },
      'unconfined',
      ['no-new-privileges', 'apparmor=unconfined'],
    ],
    ['the default, by not naming it', { joinPidsOf: ID }, {}, 'docker-default', ['no-new-privileges']],
    ['nothing, without AppArmor', { joinPidsOf: ID }, {}, '', ['no-new-privileges']],
    [
      'nothing for the network alone',
      { joinNetworkOf: ID },
      { SecurityOpt: ['apparmor=unconfined'] },
      'unconfined',
      ['no-new-privileges'],
    ],
    [
      'never seccomp or labels',
      { joinPidsOf: ID },
      { SecurityOpt: ['seccomp=unconfined', 'label=disable'] },
      '',
      ['no-new-privileges'],
    ],
  ])('takes over the LSM profile: %s', (_, part, config, profile, expected) => {
    expect(host({ ...part, like: original(config, { AppArmorProfile: profile }) }).SecurityOpt).toEqual(expected);
  });

  it("has a clone's limits and root mode as the original's, and never its privilege", () => {
    const like = original({
      ReadonlyRootfs: false,
      Memory: 1 << 20,
      NanoCpus: 4e9,
      PidsLimit: 7,
      Tmpfs: { '/run': '' },
      Privileged: true,
      SecurityOpt: ['no-new-privileges:true'],
    });
    expect(host({ role: 'clone', like })).toMatchObject({
      ReadonlyRootfs: false,
      Memory: 1 << 20,
      MemorySwap: 1 << 20,
      NanoCpus: 1e9,
      PidsLimit: 7,
      Tmpfs: { '/run': '' },
      Privileged: false,
      CapDrop: ['ALL'],
      NetworkMode: 'none',
      SecurityOpt: ['no-new-privileges'],
    });
    expect(host({ role: 'clone', like: original({}) })).toMatchObject({ Memory: 1 << 30, SecurityOpt: [] });
    expect(host({ role: 'probe', like }).ReadonlyRootfs).toBe(true);
  });

  it("names the image's loader variables without a value, which leaves them out", () => {
    const body = ownBody({
      spec: { ...spec, env: ['A=1', 'LD_DEBUG=libs'] },
      labels: {},
      imageEnv: ['PATH=/bin', 'LD_PRELOAD=/x', 'LD_DEBUG=all'],
      mounts: [],
      init: false,
    });
    expect(body.Env).toEqual(['A=1', 'LD_DEBUG=libs', 'LD_PRELOAD']);
  });
});

describe('labels of ours', () => {
  it('cannot be overruled, and expire by the clock they are given', () => {
    const session = { session: 's1', operator: 'ana', incident: null, target: null, lifeSeconds: 900 };
    const labels = ownLabels(session, 'probe', 60, Date.parse('2026-01-01T00:00:00Z'), {
      'io.walkdown.session': 'other',
      'io.walkdown.target': 'db',
      extra: '1',
    });
    expect(labels).toEqual({
      'io.walkdown.session': 's1',
      'io.walkdown.role': 'probe',
      'io.walkdown.expires': '2026-01-01T00:01:00.000Z',
      'io.walkdown.operator': 'ana',
      'io.walkdown.target': 'db',
      extra: '1',
    });
    expect(ownLabels({ ...session, incident: 'INC-1', target: 'web' }, 'probe', 1, 0, {})).toMatchObject({
      'io.walkdown.incident': 'INC-1',
      'io.walkdown.target': 'web',
    });
  });
});

describe('volumes of another container', () => {
  const mounts = [
    {
      Type: 'volume',
      Name: 'data',
      Source: '/var/lib/docker/volumes/data/_data',
      Destination: '/data',
      Driver: 'local',
      RW: true,
    },
    { Type: 'volume', Name: 'far', Destination: '/far', Driver: 'nfs', RW: true },
    { Type: 'bind', Source: '/srv/conf', Destination: '/conf', RW: true },
    { Type: 'bind', Source: '/run/docker.sock', Destination: '/sock', RW: true },
    { Type: 'tmpfs', Destination: '/scratch' },
    'nonsense',
  ];

  it('come read-only, by name, without control sockets', () => {
    expect(borrowedMounts(mounts, false)).toEqual([
      { Type: 'volume', Source: 'data', Target: '/data', ReadOnly: true, VolumeOptions: { NoCopy: true } },
      {
        Type: 'volume',
        Source: 'far',
        Target: '/far',
        ReadOnly: true,
        VolumeOptions: { NoCopy: true, DriverConfig: { Name: 'nfs' } },
      },
      {
        Type: 'bind',
        Source: '/srv/conf',
        Target: '/conf',
        ReadOnly: true,
        BindOptions: { Propagation: 'rprivate', NonRecursive: true },
      },
    ]);
    expect(borrowedMounts(mounts, true)[2]).toMatchObject({ BindOptions: { Propagation: 'rprivate' } });
    expect(borrowedMounts(null, false)).toEqual([]);
  });

  it('and declared ones are masked where nothing else is mounted', () => {
    expect(maskVolumes(['/data', '/other', 'relative', '/'], [{ Target: '/data' }])).toEqual([
      { Type: 'tmpfs', Target: '/other', TmpfsOptions: { SizeBytes: 16 << 20 } },
    ]);
  });
});
