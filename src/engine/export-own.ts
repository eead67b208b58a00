import { Answered, ask, type Question, unavailable } from './answers.ts';
import type { Answer } from './engine.ts';
import type { OwnContainers } from './own-containers.ts';
import type { Wire } from './wire.ts';

/** An engine gathers nothing first: the answer begins at once, and takes as long as its files are large. */
const BEGIN_LIMIT_MS = 30_000;

/** The whole file system of a container of ours as a tar; whoever takes it reads it to its end or destroys it. */
export function exportOwn(
  wire: Wire,
  containers: Pick<OwnContainers, 'own'>,
  containerId: string,
): Promise<Answer<NodeJS.ReadableStream>> {
  const question: Question = {
    what: `exporting ${containerId.slice(0, 12)}`,
    toCheckIt: `docker export ${containerId.slice(0, 12)}`,
  };
  return ask(question, async () => {
    const record = await containers.own(containerId, question);
    if (record.removed) throw new Answered(unavailable('gone', `${question.what}: it is gone`, question.toCheckIt));
    return wire.stream({ method: 'GET', path: `/containers/${record.id}/export`, deadlineMs: BEGIN_LIMIT_MS });
  });
}
