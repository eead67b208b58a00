import { compile } from '../../../lab/programs.ts';
import { calling, refused, shared } from '../../parts/refused-version.ts';

const START = '#!/bin/sh\nset -e\necho starting\nexec /app/server "$@"\n';

export const make = refused('GLIBCXX_3.4.29', async () => {
  const library = await compile('prices.cc', 'glibc', [...shared('libprices.so.1', '-DAS_LIBRARY'), '-lstdc++']);
  return { ...(await calling(library, 'libprices.so.1')), '/app/start.sh': { content: START, mode: 0o755 } };
}, ['/app/start.sh']);
