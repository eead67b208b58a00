import type { Candidate } from './candidate.ts';
import { endpointsInCode } from './from-code.ts';
import { endpointsInUrls } from './from-text.ts';
import { isLinkLocal, isSelf } from './host.ts';
import { withoutTalk } from './shell-talk.ts';

const MOST_LENGTH = 64 * 1024;
/** More hosts than this, and which of them it uses now is not known. */
const MOST_HOSTS = 2;
const COMMENT = /^\s{0,80}(?:#|\/\/|\/?\*|--\s|;)/;
/** A value that stands only where a variable is not set, or that is said and not called. */
const NOT_CALLED =
  /environ|getenv|process\.env|\bENV\b|\$\{\w{1,80}:?[-=]|user-?agent|xmlns|\blog(?:ger|ging)?\.|console\.|print/i;

/**
 * Hosts that the text of the container's own script names as values, for a container whose environment, command line and
 * configuration name none. Comments, messages and defaults of variables are no evidence that they are used; neither is a
 * list of several. Pure.
 */
export function endpointsInScript(path: string, text: string): Candidate[] {
  const from = { foundIn: path, source: 'used' as const };
  const lines = text
    .slice(0, MOST_LENGTH)
    .split('\n')
    .filter((line) => line.length <= 2_000 && !COMMENT.test(line) && !NOT_CALLED.test(line));
  const found = lines.flatMap((line) => {
    const code = withoutTalk(line);
    const urls = endpointsInUrls(code, from);
    return urls.length > 0 ? urls : endpointsInCode(code, from);
  });
  const outside = found.filter(({ host }) => !isSelf(host) && !isLinkLocal(host));
  return new Set(outside.map(({ host }) => host)).size > MOST_HOSTS ? [] : outside;
}
