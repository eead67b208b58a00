import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ELSE_OK, HEAD, load, placeOf, problemsOf, stepText } from './helpers.ts';

/** A rule; its condition stands at column 15. */
function rule(when: string, code = 'DNS-001', more = ''): string {
  return `      - when: ${when}\n        is: fault\n        code: ${code}\n        say: "took {seconds} s"\n${more}`;
}

function oneStep(judge: string, more = ''): string {
  return `${HEAD}steps:\n${stepText(judge, more)}`;
}

describe('a playbook that is right', () => {
  it('loads with defaults, limits, phases and the lines of its rules', async () => {
    const text = oneStep(rule('facts.seconds > limits.slow') + ELSE_OK, '    timeout: 1500ms\n');
    const { value, problems } = await load(text);
    expect(problems).toEqual([]);
    expect(value).toMatchObject({ id: 'small', version: '1', limits: { slow: 1, verySlow: 5 } });
    expect(value?.phases).toEqual([{ id: 'network', title: 'Network', first: true }]);
    expect(value?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(value?.steps[0]).toMatchObject({
      id: 'dns-timing',
      kind: 'diagnosis',
      essential: false,
      timing: false,
      waits: false,
      each: null,
      timeoutMs: 1500,
      extract: 'getent',
      action: { kind: 'run', argv: ['getent', 'ahosts', '{subject}'], matched: true, repeat: 1 },
    });
    expect(value?.steps[0]?.rules.map(({ code, line }) => `${code}:${line}`)).toEqual(['DNS-001:20', 'DNS-000:24']);
  });

  it.each([
    ['read: { source: resolver-config, path: "/etc/x" }', { kind: 'read', source: 'resolver-config', path: '/etc/x' }],
    [
      'exchange: { kind: dns, in: [{ view: sidecar, tier: network }], with: { server: "{subject}", tries: 3 } }',
      { kind: 'exchange', exchange: 'dns', with: { server: '{subject}', tries: 3 } },
    ],
    ['derive: {}', { kind: 'derive' }],
  ])('takes the action %s', async (action, expected) => {
    const text = oneStep(ELSE_OK).replace(/ {4}run: .*\n/, `    ${action}\n`);
    const { value, problems } = await load(text);
    expect(problems).toEqual([]);
    expect(value?.steps[0]?.action).toMatchObject(expected);
  });

  it('gives a question its own facts, and knows its choices', async () => {
    const ask = (answer: string): string =>
      oneStep(
        `      - { when: facts.answer == "${answer}", is: suspect, code: ASK-001, say: "said {answer}" }\n      - { else: ok, code: ASK-000, say: fine }\n`,
      ).replace(
        / {4}run: .*\n {4}extract: .*\n/,
        '    ask: { question: Now?, choices: [{ id: yes-now, text: Yes }] }\n',
      );
    expect(await problemsOf(ask('yes-now'))).toEqual([]);
    const text = ask('yes-nov');
    expect(await problemsOf(text)).toEqual([
      `${placeOf(text, 'facts.answer')}: "yes-nov" is not one of the choices (did you mean "yes-now"?)`,
    ]);
  });
});

describe('errors stand at the place to mend', () => {
  it('syntax and duplicate keys', async () => {
    const twice = `${HEAD}title: again\nsteps:\n${stepText(ELSE_OK)}`;
    expect(await problemsOf(twice)).toEqual([`${placeOf(twice, 'title: again')}: Map keys must be unique`]);
    expect((await problemsOf(`${HEAD}steps: [\n`))[0]).toMatch(/^pb\.yaml:1[23]:1: /);
  });

  it('a condition that YAML takes for a tag says what to do', async () => {
    const text = oneStep(rule('!facts.found') + ELSE_OK);
    expect(await problemsOf(text)).toEqual([
      `${placeOf(text, '!facts')}: Unresolved tag: !facts.found (a text that begins with "!" needs quotes)`,
    ]);
  });

  it('all problems at once, of every kind', async () => {
    const text = oneStep(
      rule('facts.secnds > limits.slow') + ELSE_OK.replace('{seconds}', '{secs}'),
      '    timout: 5s\n    after: [nope]\n',
    ).replace('title: A small one\n', '');
    expect(await problemsOf(text)).toEqual([
      'pb.yaml:1:1: "title" is missing',
      `${placeOf(text, 'timout')}: unknown key "timout" (did you mean "timeout"?)`,
    ]);
    // With the misspelt key the step has no sound shape; mended, the rest is told, still with the head broken.
    const mended = text.replace('timout', 'timeout');
    expect(await problemsOf(mended)).toEqual([
      'pb.yaml:1:1: "title" is missing',
      `${placeOf(mended, 'nope')}: there is no step "nope" (known: dns-timing)`,
      `${placeOf(mended, 'secnds')}: the extractor "getent" has no fact "secnds" (did you mean "seconds"?)`,
      `${placeOf(mended, 'secs}')}: {secs} is not known in the facts of "getent" (known: seconds, count, addresses, rows, found, server, cert, subject)`,
    ]);
  });

  it.each([
    ['essential: "yes"', '"yes"', '"essential" must be true or false'],
    ['timeout: soon', 'soon', '"timeout" must be like 20s, 500ms or a number of seconds'],
    ['each: hosts', 'hosts\n', '"each" must be one of endpoints, nameservers, modules'],
    ['kind: wrong', 'wrong', '"kind" must be one of diagnosis, hygiene'],
    ['when: target.running', 'target.running', '"when" needs "otherwise": why the step is not applicable'],
    ['otherwise: never', 'never', '"otherwise" without "when" is never said'],
    ['after: [dns-timing]', 'dns-timing]', 'step "dns-timing" can\'t come after itself'],
  ])('%s', async (line, needle, message) => {
    const text = oneStep(ELSE_OK, `    ${line}\n`);
    expect(await problemsOf(text)).toEqual([`${placeOf(text, needle)}: ${message}`]);
  });

  it('steps with no action, or two, or an impossible view', async () => {
    const two = oneStep(ELSE_OK, '    derive: {}\n');
    expect(await problemsOf(two)).toEqual([
      `${placeOf(two, 'id: dns-timing')}: step "dns-timing" must have exactly one of run, read, exchange, ask, derive; it has run and derive`,
    ]);
    const none = oneStep(ELSE_OK).replace(/ {4}run: .*\n/, '');
    expect((await problemsOf(none))[0]).toMatch(/it has none$/);
    const view = oneStep(ELSE_OK).replace('tier: network', 'tier: clone');
    expect(await problemsOf(view)).toEqual([
      `${placeOf(view, 'clone')}: view sidecar is not to be had at tier clone (it is at network, process, ptrace, capture)`,
    ]);
  });

  it('unknown extractors, readers and exchanges', async () => {
    const text = oneStep(ELSE_OK).replace('extract: getent', 'extract: getnet');
    expect(await problemsOf(text)).toEqual([
      `${placeOf(text, 'getnet')}: there is no extractor "getnet" (did you mean "getent"?)`,
    ]);
    const read = oneStep(ELSE_OK).replace(/run: .*\n/, 'read: { source: resolver-confg }\n');
    expect(await problemsOf(read, { sources: ['resolver-config'] })).toEqual([
      `${placeOf(read, 'resolver-confg')}: there is no reader "resolver-confg" (did you mean "resolver-config"?)`,
    ]);
    const exchange = oneStep(ELSE_OK).replace(
      /run: .*\n/,
      'exchange: { kind: tsl, in: [{ view: sidecar, tier: network }] }\n',
    );
    expect(await problemsOf(exchange, { exchanges: ['dns', 'tls'] })).toEqual([
      `${placeOf(exchange, 'tsl')}: there is no exchange "tsl" (did you mean "tls"?)`,
    ]);
  });

  it('duplicate steps, codes, and phases without a step', async () => {
    const text = `${HEAD}steps:\n${stepText(ELSE_OK)}${stepText(ELSE_OK)}`.replace(
      'phases:\n',
      'phases:\n  - { id: linking, title: Linking }\n',
    );
    expect(await problemsOf(text)).toEqual([
      `${placeOf(text, 'linking')}: phase "linking" has no step`,
      `${placeOf(text, 'dns-timing', 2)}: step "dns-timing" is there already, line 13`,
      `${placeOf(text, 'DNS-000', 2)}: code DNS-000 is used already, line 20`,
    ]);
  });

  it('one code for two outcomes, but not for two wordings of one', async () => {
    const twice = (outcome: string): string =>
      oneStep(rule('facts.found') + rule('facts.count > 3').replace('is: fault', `is: ${outcome}`) + ELSE_OK);
    expect(await problemsOf(twice('fault'))).toEqual([]);
    const text = twice('suspect');
    expect(await problemsOf(text)).toEqual([
      `${placeOf(text, 'DNS-001', 2)}: code DNS-001 is suspect here and fault in line 21`,
    ]);
  });

  it('unknown next and phase, and steps that wait for one another', async () => {
    const text = `${HEAD}steps:\n${stepText(rule('facts.found', 'DNS-001', '        next: tail\n') + ELSE_OK, '    after: [tails]\n')}${stepText(
      ELSE_OK.replace('DNS-000', 'DNS-010'),
      '    after: [dns-timing]\n',
      'tails',
    ).replace('phase: network', 'phase: netwrk')}`;
    expect(await problemsOf(text)).toEqual([
      `${placeOf(text, '[tails]')}: steps wait for one another: dns-timing → tails → dns-timing`,
      `${placeOf(text, 'tail\n')}: there is no step "tail" (did you mean "tails"?)`,
      `${placeOf(text, 'netwrk')}: there is no phase "netwrk" (did you mean "network"?)`,
    ]);
  });

  it('a fault in a hygiene step', async () => {
    const text = oneStep(rule('facts.found') + ELSE_OK, '    kind: hygiene\n');
    expect(await problemsOf(text)).toEqual([
      `${placeOf(text, 'fault')}: a hygiene step has no fault (use suspect; it never is what broke the service tonight)`,
    ]);
  });
});

describe('conditions are checked where they stand', () => {
  it.each([
    ['plain', 'facts.secnds > 1.0'],
    ['single-quoted', "'facts.server == ''a'' && facts.secnds > 1.0'"],
    ['double-quoted', '"facts.server == \\"\\u0061\\" && facts.secnds > 1.0"'],
    ['folded', '>\n          facts.found &&\n          facts.secnds > 1.0'],
    ['literal', '|-\n          facts.found\n            && facts.secnds > 1.0'],
    ['plain over two lines', 'facts.found &&\n          facts.secnds > 1.0'],
  ])('%s', async (_, when) => {
    const text = oneStep(rule(when) + ELSE_OK);
    expect(await problemsOf(text)).toEqual([
      `${placeOf(text, 'secnds')}: the extractor "getent" has no fact "secnds" (did you mean "seconds"?)`,
    ]);
  });

  it.each([
    ['facts.seconds', 'facts.seconds', 'it is double, and must be true or false (compare it with something)'],
    ['facts.count == "3"', 'facts.count', 'types do not fit: int == string'],
    ['has(facts.servr)', 'facts.servr', 'the extractor "getent" has no fact "servr" (did you mean "server"?)'],
    ['seconds > 1.0', 'seconds > 1.0', 'unknown word "seconds" (write facts.seconds)'],
    [
      'facts.server.matches("a+")',
      'facts.server',
      '"matches" is not available (use text.re("…"), which takes linear time)',
    ],
    ['target.libc.famly == "musl"', 'famly', 'target.libc has no "famly" (did you mean "family"?)'],
    ['endpoint.tls', 'endpoint', 'there is no endpoint here (the step needs each: endpoints)'],
    ['seen.other.x > 1', 'other', '"seen.other" is not a step in "after"'],
    ['facts.found = true', '= true', 'Unexpected character: = (equality is ==)'],
  ])('%s', async (when, needle, message) => {
    const text = oneStep(rule(when) + ELSE_OK);
    expect(await problemsOf(text)).toEqual([`${placeOf(text, needle)}: ${message}`]);
  });

  it('sees the facts of the steps it comes after, by their own extractor', async () => {
    const second = (name: string): string =>
      stepText(
        `      - { when: seen.resolver_config.${name} > 1, is: suspect, code: DNS-011, say: "ndots {seen.resolver_config.ndots}" }\n      - { else: ok, code: DNS-010, say: fine }\n`,
        '    after: [resolver-config]\n',
      );
    const first = stepText(
      '      - { else: ok, code: DNS-000, say: "ndots {ndots}" }\n',
      '',
      'resolver-config',
    ).replace('getent\n', 'resolv-conf\n');
    expect(await problemsOf(`${HEAD}steps:\n${first}${second('ndots')}`)).toEqual([]);
    const wrong = `${HEAD}steps:\n${first}${second('dots')}`;
    expect(await problemsOf(wrong)).toEqual([
      `${placeOf(wrong, 'dots > 1')}: seen.resolver_config has no "dots" (did you mean "ndots"?)`,
    ]);
  });

  it('placeholders that name nothing', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's variable, as a person would type it.
    const text = oneStep(ELSE_OK.replace('{seconds}', '{seconds|sec} {host} { seconds } {{.Id}} ${HOME}'));
    expect(await problemsOf(text)).toEqual([
      `${placeOf(text, 'sec}')}: there is no format "sec" (known: bytes, duration, count, first, all)`,
      `${placeOf(text, 'host}')}: {host} is not known in the facts of "getent" (known: seconds, count, addresses, rows, found, server, cert, subject)`,
      `${placeOf(text, '{ seconds }')}: "{ seconds }" would be printed as it is (write {seconds})`,
    ]);
  });
});

describe('rules that can never have a turn', () => {
  it('else is missing, early, or twice', async () => {
    const none = oneStep(rule('facts.found'));
    expect(await problemsOf(none)).toEqual([`${placeOf(none, '- when')}: step "dns-timing" needs a last rule "else"`]);
    const early = oneStep(ELSE_OK + rule('facts.found'));
    expect(await problemsOf(early)).toEqual([
      `${placeOf(early, '{ else')}: "else" must be the last rule: nothing after it has a turn`,
    ]);
  });

  it.each([
    ['1 == 1', 'the condition looks at nothing (the last rule, for all the rest, is "else")'],
    ['facts.found || !facts.found', 'this condition is always true (the last rule, for all the rest, is "else")'],
    ['facts.count > 3 && facts.count < 2', 'no facts can make this condition true'],
    ['facts.server == "a" && facts.server == "b"', 'no facts can make this condition true'],
    ['facts.server in ["a"] && facts.server != "a"', 'no facts can make this condition true'],
  ])('%s', async (when, message) => {
    const text = oneStep(rule(when) + ELSE_OK);
    expect(await problemsOf(text)).toEqual([`${placeOf(text, when)}: ${message}`]);
  });

  it.each([
    ['facts.seconds > limits.slow', 'facts.seconds > limits.verySlow'],
    ['facts.seconds > limits.slow', 'facts.seconds >= 5 && facts.found'],
    ['facts.found || facts.count > 2', 'facts.count == 7'],
    ['facts.server in ["a", "b"]', 'facts.server == "a"'],
    ['facts.server != "a"', 'facts.server == "b"'],
    ["'!(facts.found && facts.count > 2)'", "'!facts.found'"],
  ])('after "%s", "%s" is not reached', async (first, second) => {
    const text = oneStep(rule(first) + rule(second, 'DNS-002') + ELSE_OK);
    expect(await problemsOf(text)).toEqual([
      `pb.yaml:23:15: no facts reach this rule: the rule in line 19 matches first (the first match wins: put the narrower condition first)`,
    ]);
  });

  it.each([
    ['facts.seconds > limits.verySlow', 'facts.seconds > limits.slow'],
    ['facts.found && facts.count > 2', 'facts.count > 2'],
    ['facts.server == "a"', 'facts.server != "b"'],
    ['facts.rows.exists(r, r.n > 2)', 'facts.rows.exists(r, r.n > 3)'],
  ])('after "%s", "%s" is', async (first, second) => {
    expect(await problemsOf(oneStep(rule(first) + rule(second, 'DNS-002') + ELSE_OK))).toEqual([]);
  });

  it('the same condition twice, however it is spaced', async () => {
    const text = oneStep(rule('facts.found') + rule('" facts.found "', 'DNS-002') + ELSE_OK);
    expect(await problemsOf(text)).toEqual([
      'pb.yaml:23:15: the same condition stands in line 19, and the first match wins',
    ]);
  });

  it('a step that is never, or always, applicable', async () => {
    const never = oneStep(ELSE_OK, '    when: target.running && !target.running\n    otherwise: x\n');
    expect(await problemsOf(never)).toEqual([
      `${placeOf(never, 'target.running')}: step "dns-timing" is never applicable`,
    ]);
    const always = oneStep(ELSE_OK, '    when: limits.slow == limits.slow || true\n    otherwise: x\n');
    expect((await problemsOf(always)).join()).toMatch(/is always true|looks at nothing/);
  });
});

describe('hostile files', () => {
  it.each([
    ['empty', '', 'the file is empty'],
    ['a scalar', 'nope', 'must be a mapping'],
    ['a list', '- 1', 'must be a mapping'],
    [
      'an alias bomb',
      `a: &a [${'x,'.repeat(9)}]\nb: &b [${'*a,'.repeat(9)}]\nc: &c [${'*b,'.repeat(9)}]\nd: [${'*c,'.repeat(9)}]\n`,
      'alias',
    ],
    ['deep nesting', '['.repeat(100_000), 'nested too deeply'],
    ['too large', '#'.repeat(1_000_001), 'larger than 1 MB'],
  ])('%s', async (_, text, message) => {
    const problems = await problemsOf(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]).toContain(message);
  });

  it('never throws on damaged playbooks, and always says why', async () => {
    const text = oneStep(rule('facts.seconds > limits.slow') + ELSE_OK);
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length), fc.nat(12), fc.string({ maxLength: 6 }), async (at, cut, put) => {
        const { value, problems } = await load(text.slice(0, at) + put + text.slice(at + cut));
        expect(value === null).toBe(problems.length > 0);
        for (const problem of problems) expect(problem.line).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });
});
