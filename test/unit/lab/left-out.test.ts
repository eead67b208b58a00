import { expect, it } from 'vitest';
import { candidateHosts, clientFor } from '../../lab/engine.ts';
import { closingLines } from '../../lab/left-out.mjs';

const test = (status: string, ...ancestorTitles: string[]) => ({ status, ancestorTitles });

it('counts tests, and says how many live ones were left out and why', () => {
  const report = {
    testResults: [
      { status: 'passed', assertionResults: [test('passed'), test('skipped', 'walk', 'left out: no engine')] },
      { status: 'passed', assertionResults: [test('pending', 'notes', 'left out: no engine'), test('skipped')] },
    ],
  };
  expect(closingLines(report)).toEqual(['2 live tests were left out: no engine', '1 passed, 0 failed, 3 skipped']);
});

it('counts a file that broke before its tests were known as a failure', () => {
  expect(closingLines({ testResults: [{ status: 'failed', assertionResults: [] }] })).toEqual([
    '0 passed, 1 failed, 0 skipped',
  ]);
});

it('never looks for a live engine beyond this machine unless told where', () => {
  const env = { DOCKER_HOST: 'tcp://production:2375', DOCKER_CONTEXT: 'production', XDG_RUNTIME_DIR: '/run/user/7' };
  expect(candidateHosts(env, () => true).every((host) => host.startsWith('unix://'))).toBe(true);
  expect(candidateHosts(env, () => true)).toContain('unix:///run/user/7/docker.sock');
  expect(candidateHosts({ WALKDOWN_TEST_HOST: 'tcp://127.0.0.1:2375' })).toEqual(['tcp://127.0.0.1:2375']);
  expect(() => clientFor('ssh://host')).toThrow(/unix:\/\/ or tcp:\/\//);
});
