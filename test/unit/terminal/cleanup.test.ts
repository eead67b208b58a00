import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { Cleanup, type CleanupOptions } from '../../../src/terminal/cleanup.ts';
import { eventually } from '../../lab/wait.ts';

class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];
  exit(code: number): void {
    this.exits.push(code);
  }
}

function setUp(options: CleanupOptions = {}) {
  const proc = new FakeProcess();
  const cleanup = new Cleanup({ process: proc, ...options });
  cleanup.install();
  return { proc, cleanup };
}

describe('Cleanup', () => {
  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGQUIT', 131],
  ])('on %s restores at once, finishes, and exits with %i', async (signal, status) => {
    const { proc, cleanup } = setUp();
    const order: string[] = [];
    cleanup.onRestore(() => order.push('terminal'));
    cleanup.onFinish(async () => {
      await Promise.resolve();
      order.push('containers');
    });
    proc.emit(signal);
    expect(order).toEqual(['terminal']);
    await eventually(() => expect(proc.exits).toEqual([status]));
    expect(order).toEqual(['terminal', 'containers']);
  });

  it('undoes the last thing first', async () => {
    const { cleanup } = setUp();
    const order: number[] = [];
    for (const step of [1, 2, 3]) cleanup.onRestore(() => order.push(step));
    for (const step of [4, 5]) cleanup.onFinish(() => void order.push(step));
    await cleanup.shutdown(0);
    expect(order).toEqual([3, 2, 1, 5, 4]);
  });

  it('runs everything although some of it fails', async () => {
    const { proc, cleanup } = setUp();
    const done = vi.fn();
    const fail = (): never => {
      throw new Error('no');
    };
    cleanup.onRestore(done);
    cleanup.onRestore(fail);
    cleanup.onFinish(done);
    cleanup.onFinish(() => Promise.reject(new Error('no')));
    cleanup.onFinish(fail);
    await cleanup.shutdown(0);
    expect(done).toHaveBeenCalledTimes(2);
    expect(proc.exits).toEqual([0]);
  });

  it('waits no longer than its deadline', async () => {
    const { proc, cleanup } = setUp({ deadlineMs: 10 });
    cleanup.onFinish(() => new Promise(() => {}));
    await cleanup.shutdown(0);
    expect(proc.exits).toEqual([0]);
  });

  it('exits at once on the second signal', () => {
    const { proc, cleanup } = setUp();
    cleanup.onFinish(() => new Promise(() => {}));
    proc.emit('SIGTERM');
    expect(proc.exits).toEqual([]);
    proc.emit('SIGINT');
    expect(proc.exits).toEqual([130]);
  });

  it('takes the several signs of a lost connection for one', async () => {
    const { proc, cleanup } = setUp();
    const finished = vi.fn();
    cleanup.onFinish(async () => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      finished();
    });
    const first = cleanup.shutdown(129);
    proc.emit('SIGHUP');
    proc.emit('SIGHUP');
    expect(proc.exits).toEqual([]);
    await first;
    expect(finished).toHaveBeenCalledOnce();
    expect(proc.exits).toEqual([129]);
  });

  it('restores in the exit event what was not restored before, once', async () => {
    const { proc, cleanup } = setUp();
    const restore = vi.fn();
    cleanup.onRestore(restore);
    proc.emit('exit', 0);
    proc.emit('exit', 0);
    await cleanup.shutdown(0);
    expect(restore).toHaveBeenCalledOnce();
  });

  it('reports an error that nobody caught after the terminal is back', async () => {
    const order: string[] = [];
    const { proc, cleanup } = setUp({ reportCrash: (error) => order.push(String(error)), crashStatus: 70 });
    cleanup.onRestore(() => order.push('terminal'));
    proc.emit('uncaughtException', new Error('boom'));
    await eventually(() => expect(proc.exits).toEqual([70]));
    expect(order).toEqual(['terminal', 'Error: boom']);
  });

  it('takes a terminal that went away for a hang-up, not for a crash', async () => {
    const reportCrash = vi.fn();
    const { proc } = setUp({ reportCrash });
    proc.emit('uncaughtException', Object.assign(new Error('write EIO'), { code: 'EIO', syscall: 'write' }));
    await eventually(() => expect(proc.exits).toEqual([129]));
    expect(reportCrash).not.toHaveBeenCalled();
  });

  it('leaves Ctrl-C to the program that has the terminal', async () => {
    const { proc, cleanup } = setUp();
    const release = cleanup.holdInterrupts();
    proc.emit('SIGINT');
    proc.emit('SIGQUIT');
    release();
    release();
    await Promise.resolve();
    expect(proc.exits).toEqual([]);
    proc.emit('SIGINT');
    await eventually(() => expect(proc.exits).toEqual([130]));
  });

  it('forgets a task that was taken back, and lets go of the process', async () => {
    const { proc, cleanup } = setUp();
    const task = vi.fn();
    cleanup.onRestore(task)();
    cleanup.onFinish(task)();
    cleanup.uninstall();
    expect(proc.eventNames()).toEqual([]);
    await cleanup.shutdown(0);
    expect(task).not.toHaveBeenCalled();
  });
});
