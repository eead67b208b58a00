import { describe, expect, it } from 'vitest';
import { ask, toEngineError, toUnavailable } from '../../../src/engine/answers.ts';
import { EngineRefused, EngineUnavailable } from '../../../src/engine/errors.ts';
import { containerPath, imagePath, WireFailure } from '../../../src/engine/wire.ts';

const question = { what: 'the log', toCheckIt: 'docker logs x' };
const status = (code: number, message: string) =>
  toUnavailable(new WireFailure('status', message, { status: code }), question).kind;

describe('what an engine says when it does not serve', () => {
  it.each([
    [403, 'authorization denied by plugin opa: no', 'refused'],
    [404, 'No such container: abc', 'gone'],
    [404, 'no container with name or ID "x" found: no such container', 'gone'],
    [409, 'Container abc is not running', 'gone'],
    [409, 'Container abc is restarting, wait until the container is running', 'gone'],
    [409, 'cannot join network namespace of a non running container', 'gone'],
    [500, 'error getting pipe fds for pid 77: readlink', 'gone'],
    [404, 'Could not find the file /x in container abc', 'missing'],
    [404, 'No such image: sha256:0', 'missing'],
    [400, 'OCI runtime create failed: exec: "/x": stat /x: no such file or directory: unknown', 'missing'],
    [501, 'configured logging driver does not support reading', 'unsupported'],
    [500, "this container is using the 'none' log driver, cannot read logs", 'unsupported'],
    [500, 'something else', 'failed'],
  ])('%i %s: %s', (code, message, kind) => {
    expect(status(code, message)).toBe(kind);
  });

  it('is one line, with what was asked and how to see it by hand', async () => {
    const answer = await ask(question, () =>
      Promise.reject(new WireFailure('status', 'a\nb\u001b[2Jc', { status: 500 })),
    );
    expect(answer).toEqual({ ok: false, kind: 'failed', reason: 'the log: a b [2Jc', toCheckIt: 'docker logs x' });
    expect(toUnavailable(new WireFailure('timeout', 'no answer within 5 s'), question)).toMatchObject({
      kind: 'timeout',
      reason: 'the log: the engine gave no answer within 5 s',
    });
    expect(toUnavailable('odd', question)).toMatchObject({ kind: 'failed', reason: 'the log: odd' });
  });

  it('ends a command where there is no walk without it', () => {
    expect(toEngineError(new WireFailure('status', 'denied', { status: 403 }), 'the list', 'unix:///x')).toBeInstanceOf(
      EngineRefused,
    );
    expect(
      toEngineError(new WireFailure('connection', 'reset', { code: 'ECONNRESET' }), 'the list', 'unix:///x'),
    ).toBeInstanceOf(EngineUnavailable);
  });
});

describe('a path of a request', () => {
  it('cannot be left by a name', () => {
    expect(containerPath('web-1', '/json')).toBe('/containers/web-1/json');
    for (const id of ['', '../images', 'a/b', 'a?b', 'a b', '-x', 'a%2f', 'x'.repeat(300)])
      expect(containerPath(id, '')).toBeNull();
    expect(imagePath('registry:5000/team/app@sha256:ab', '/json')).toBe(
      '/images/registry:5000/team/app@sha256:ab/json',
    );
    for (const ref of ['', '../x', 'a/../b', 'a//b', 'a?b', 'a b', 'a#b']) expect(imagePath(ref, '')).toBeNull();
  });
});
