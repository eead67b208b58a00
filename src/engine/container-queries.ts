import { Answered, ask, type Question, toEngineError, unavailable } from './answers.ts';
import type { Answer, ContainerDetails, ContainerSummary, EngineEvent, EngineInfo } from './engine.ts';
import type { FileChange, ProcessRow, ThreadRow, UsageSample } from './engine-observations.ts';
import { TargetNotFound } from './errors.ts';
import { pickContainer } from './find-container.ts';
import { asArray, parseJson } from './json.ts';
import { toContainerDetails, toContainerSummary } from './translate-container.ts';
import { THREAD_COLUMNS, toChanges, toEvent, toProcesses, toThreads, toUsage } from './translate-observations.ts';
import { containerPath, type Wire, type WireRequest } from './wire.ts';

const MAX_EVENTS = 5_000;
const MAX_EVENT_BYTES = 8 << 20;

/** The path of a request about one container; an id that cannot be one is answered without asking. */
export function pathOf(id: string, rest: string, question: Question): string {
  const path = containerPath(id, rest);
  if (path === null)
    throw new Answered(unavailable('gone', `${question.what}: there can be no such container`, question.toCheckIt));
  return path;
}

/** Everything that is read about containers, without one of ours and without a file. */
export function createContainerQueries(wire: Wire, info: EngineInfo) {
  const get = (request: Omit<WireRequest, 'method'>): Promise<unknown> => wire.json({ method: 'GET', ...request });

  async function listContainers(): Promise<ContainerSummary[]> {
    try {
      return asArray(await get({ path: '/containers/json', query: { all: '1' }, deadlineMs: 15_000 })).map(
        toContainerSummary,
      );
    } catch (error) {
      throw toEngineError(error, 'the list of containers', info.host);
    }
  }

  async function inspectContainer(id: string): Promise<Answer<ContainerDetails>> {
    const question = { what: `container ${short(id)}`, toCheckIt: `docker inspect ${id}` };
    return ask(question, async () => toContainerDetails(await get({ path: pathOf(id, '/json', question) })));
  }

  return {
    listContainers,
    inspectContainer,

    async findContainer(ref: string): Promise<ContainerDetails> {
      const found = pickContainer(ref, await listContainers(), info.host);
      const answer = await inspectContainer(found.id);
      if (answer.ok) return answer.value;
      if (answer.kind === 'gone' || answer.kind === 'missing') {
        throw new TargetNotFound(`container ${found.name} went away just now: docker ps -a lists those there are`);
      }
      throw toEngineError(new Error(answer.reason), 'the container', info.host);
    },

    /** What happened in the last `sinceMs` milliseconds, oldest first; at most the last 5000. */
    events(options: { sinceMs: number; containerId?: string }): Promise<Answer<EngineEvent[]>> {
      const minutes = Math.max(1, Math.round(options.sinceMs / 60_000));
      const question = {
        what: 'what happened lately',
        toCheckIt: `docker events --since ${minutes}m --until 0s${options.containerId ? ` --filter container=${options.containerId}` : ''}`,
      };
      return ask(question, async () => {
        // A window that has closed already makes the engine answer at once and end the stream itself.
        const now = Date.now() + (info.clockSkewMs ?? 0);
        const response = await wire.stream({
          method: 'GET',
          path: '/events',
          query: {
            since: seconds(now - Math.max(0, options.sinceMs)),
            until: seconds(now),
            ...(options.containerId ? { filters: JSON.stringify({ container: [options.containerId] }) } : {}),
          },
        });
        return readEvents(response);
      });
    },

    usage(id: string): Promise<Answer<UsageSample>> {
      const question = { what: `resource use of ${short(id)}`, toCheckIt: `docker stats --no-stream ${id}` };
      return ask(question, async () => {
        const path = pathOf(id, '/stats', question);
        const sample = toUsage(await get({ path, query: { stream: 'false', 'one-shot': 'true' } }));
        if (sample === null)
          throw new Answered(unavailable('gone', `${question.what}: it is not running`, question.toCheckIt));
        return sample;
      });
    },

    changes(id: string): Promise<Answer<FileChange[]>> {
      const question = { what: `changed files of ${short(id)}`, toCheckIt: `docker diff ${id}` };
      return ask(question, async () =>
        toChanges(await get({ path: pathOf(id, '/changes', question), deadlineMs: 15_000 })),
      );
    },

    threads(id: string): Promise<Answer<ThreadRow[]>> {
      const question = { what: `threads of ${short(id)}`, toCheckIt: `docker top ${id} ${THREAD_COLUMNS}` };
      return ask(question, async () => {
        const path = pathOf(id, '/top', question);
        // Podman runs the container's own ps for columns that it does not know; these it knows, of processes only.
        const columns = info.name === 'podman' ? 'hpid,state,comm' : THREAD_COLUMNS;
        const rows = toThreads(await get({ path, query: { ps_args: columns } }));
        if (rows.length === 0) {
          const reason = `${question.what}: this engine does not tell their states`;
          throw new Answered(unavailable('unsupported', reason, question.toCheckIt));
        }
        return rows;
      });
    },

    processes(id: string): Promise<Answer<ProcessRow[]>> {
      const question = { what: `processes of ${short(id)}`, toCheckIt: `docker top ${id}` };
      // Podman runs the container's own ps for columns that it does not know, and these it knows.
      const query = info.name === 'podman' ? { ps_args: 'hpid,user,args' } : undefined;
      return ask(question, async () => toProcesses(await get({ path: pathOf(id, '/top', question), query })));
    },
  };
}

function short(id: string): string {
  return /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** Lines of JSON until the engine ends them; bounded in bytes, number and time. */
function readEvents(response: NodeJS.ReadableStream & { destroy(): unknown }): Promise<EngineEvent[]> {
  return new Promise((resolve) => {
    const events: EngineEvent[] = [];
    let rest = '';
    let size = 0;
    const done = (): void => {
      clearTimeout(timer);
      response.destroy();
      resolve(events.slice(-MAX_EVENTS));
    };
    // An engine whose clock is ahead of what it told would keep the stream open: what came until then is the answer.
    const timer = setTimeout(done, 3_000);
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const event = toEvent(parseJson(line));
        if (event !== null) events.push(event);
      }
      if (events.length > 2 * MAX_EVENTS) events.splice(0, events.length - MAX_EVENTS);
      if (size > MAX_EVENT_BYTES) done();
    });
    response.on('end', done);
    response.on('close', done);
    response.on('error', done);
  });
}
