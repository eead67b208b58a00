/** A new playbook that loads as it is, and its tests: a place to begin. */
export function playbookSkeleton(name: string): { readonly playbook: string; readonly tests: string } {
  const code = `${(name.replaceAll(/[^a-z]/g, '').slice(0, 3) || 'own').toUpperCase()}`;
  const playbook = `# yaml-language-server: $schema=./playbook.schema.json
schema: walkdown.playbook/1
id: ${name}
version: "1"
title: ${name}
about: What this playbook is for, in a sentence.

phases:
  - { id: first, title: What is known, first: true }

limits: {}
  # slowLookupSeconds: { value: 1.0, because: why this number and no other }

steps:
  - id: deployed-today
    phase: first
    title: A deployment today
    why: |
      The background, for someone who is awake because of a pager.
    ask:
      question: Was this service deployed today?
      choices:
        - { id: yes-today, text: Yes }
        - { id: not-today, text: No }
    # Instead of a question:
    #   run: { argv: [getent, ahosts, "{host}"], in: [{ view: sidecar, tier: network }], needs: [getent] }
    #   read: { source: resolver-config }
    # with "extract" naming the extractor whose facts the conditions below may use.
    judge:
      - when: facts.answer == "yes-today"
        is: suspect
        code: ${code}-001
        say: it was deployed today
        meaning: What changed last is the first suspect.
        advice: Compare the image with the one before.
      - else: ok
        code: ${code}-000
        say: no deployment today
`;
  const tests = `schema: walkdown.playbook-tests/1
cases:
  - step: deployed-today
    facts: { answer: yes-today }
    expect: { outcome: suspect, code: ${code}-001 }
  - step: deployed-today
    facts: { answer: not-today }
    expect: { outcome: ok, code: ${code}-000 }
`;
  return { playbook, tests };
}
