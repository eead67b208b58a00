import { describe, expect, it } from 'vitest';
import { chooseApiVersion, toEngineInfo } from '../../../src/engine/engine-info.ts';

describe('the API version', () => {
  it.each([
    ['1.41', '1.12', '1.41'],
    ['1.47', '1.24', '1.47'],
    ['1.52', '1.44', '1.47'],
    ['1.60', '1.50', '1.50'],
    ['1.43', '', '1.43'],
    ['2.0', '', '1.47'],
    ['1.40', '1.12', null],
    ['', '', null],
    ['rubbish', '1.1', null],
  ])('of an engine that speaks up to %s, from %s: %s', (newest, oldest, chosen) => {
    expect(chooseApiVersion(newest, oldest)).toBe(chosen);
  });
});

describe('what an engine is', () => {
  const place = { host: 'unix:///x', context: null, apiVersion: '1.41' };

  it('is told by version and info', () => {
    const info = toEngineInfo(
      {
        version: { Version: '27.1.0', Arch: 'arm64', Components: [{ Name: 'Engine' }] },
        info: {
          CgroupVersion: '2',
          SecurityOptions: ['name=seccomp,profile=builtin', 'name=rootless', 'name=userns'],
          DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']],
          SystemTime: '2026-01-01T00:00:10.000000000Z',
          Name: 'host-1',
          Swarm: { LocalNodeState: 'active' },
        },
        infoSentMs: Date.parse('2026-01-01T00:00:00Z'),
        infoReceivedMs: Date.parse('2026-01-01T00:00:02Z'),
      },
      place,
    );
    expect(info).toEqual({
      name: 'docker',
      version: '27.1.0',
      ...place,
      architecture: 'arm64',
      cgroupVersion: 2,
      rootless: true,
      userNamespaces: true,
      containerdImageStore: true,
      clockSkewMs: 9_000,
      hostName: 'host-1',
      swarm: { nodeId: '', address: '', isManager: false, managers: [] },
    });
  });

  it('is Podman by its components, and nothing is made up where info was refused', () => {
    const answers = {
      version: { Version: '4.3.1', Components: [{ Name: 'Podman Engine' }, { Name: 'Conmon' }] },
      info: null,
      infoSentMs: 0,
      infoReceivedMs: 0,
    };
    expect(toEngineInfo(answers, place)).toMatchObject({
      name: 'podman',
      cgroupVersion: null,
      clockSkewMs: null,
      hostName: null,
      rootless: false,
    });
    expect(toEngineInfo({ ...answers, version: 'garbage', info: [7] }, place)).toMatchObject({
      name: 'docker',
      version: '',
    });
  });
});
