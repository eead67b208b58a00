import type { Facts } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';
import { isRow, rows, text } from './values.ts';

/** Facts of the reader `tooling`. */
export const tooling: Extractor = {
  id: 'tooling',
  about: 'Which shells and tools the image has.',
  facts: {
    shell: { type: 'bool', about: 'it has a shell' },
    present: { type: 'list<string>', about: 'tools that are there' },
    absent: { type: 'list<string>', about: 'tools that are not' },
    busybox: { type: 'bool', about: 'its tools are BusyBox' },
    text: { type: 'string', about: 'the same in a sentence' },
  },
  extract(evidence): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const tools = rows(data.tools);
    const present = tools.filter((one) => text(one.path) !== '').map((one) => text(one.name));
    const absent = tools.filter((one) => text(one.path) === '').map((one) => text(one.name));
    const shell = present.includes('sh') || present.includes('bash');
    return {
      shell,
      present,
      absent,
      busybox: tools.some((one) => one.busybox === true),
      text:
        present.length === 0
          ? 'no shell and no tools (distroless)'
          : `has ${present.join(', ')}; lacks ${absent.join(', ') || 'none of the usual'}`,
    };
  },
};
