import { describe, expect, it } from 'vitest';
import { bashOnlyAt, shellRefusals } from '../../../src/target/shell-refusals.ts';

describe('what a small sh refuses of a bash script', () => {
  it.each([
    ['/opt/pull.sh: 2: Syntax error: "(" unexpected', '#!/bin/sh\nhosts=(db1 db2)\n', 'a bash array'],
    ['/opt/pull.sh: line 2: syntax error: unexpected "("', '#!/bin/sh\nlocal x+=(1)\n', 'a bash array'],
    ['/e.sh: 2: Syntax error: redirection unexpected', '#!/bin/sh\ngrep x <<< "$y"\n', 'a bash redirection'],
    ['/e.sh: 2: Bad substitution', `#!/bin/sh\ncase $${'{x[0]}'} in\n`, 'a bash expansion'],
    ['/e.sh: 2: [[: not found', '#!/bin/sh\nif [[ -n $x ]]; then\n', 'bash\'s "[["'],
    ['/e.sh: 2: source: not found', '#!/bin/sh\nsource /etc/env\n', 'a bash builtin'],
    ['/e.sh: 2: set: Illegal option -o pipefail', '#!/bin/sh\nset -euo pipefail\n', 'set -o pipefail'],
    ['/e.sh: 2: [: prod: unexpected operator', '#!/bin/sh\n[ "$e" == prod ] && x\n', '"==" in "["'],
    ['sh: 1: declare: not found', 'declare -A m', 'a bash builtin'],
  ])('%s', (line, script, words) => {
    const [refusal] = shellRefusals([line]);
    expect(refusal).toBeDefined();
    expect(refusal && bashOnlyAt(script, refusal)).toBe(words);
  });

  it('proves nothing where the script holds nothing of the kind there', () => {
    const [refusal] = shellRefusals(['/e.sh: 2: Syntax error: "(" unexpected']);
    expect(refusal && bashOnlyAt('#!/bin/sh\necho (a)\nx=(1)\n'.replace('x=', '\n\nx='), refusal)).toBe('');
    expect(shellRefusals(['/e.sh: 3: nc: not found', 'GET /a: 404: not found'])).toEqual([]);
  });

  it('counts what is said of the same line', () => {
    const line = '/e.sh: 2: [[: not found';
    expect(shellRefusals([line, 'tick', line])).toMatchObject([{ file: '/e.sh', number: 2, times: 2, last: true }]);
  });
});
