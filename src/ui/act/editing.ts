import { endpointSubject } from '../../playbook/scope.ts';
import { parseEndpointOption } from '../../target/endpoints/option.ts';
import type { Endpoint } from '../../target/target.ts';
import type { Command } from '../keymap.ts';
import { changed, popped, pushed } from '../model/state.ts';
import { EMPTY_FIELD, fieldOf, fieldText } from '../model/text-field.ts';
import type { Ui } from './ui.ts';
import { advance } from './walking.ts';

/** Whom the steps talk to, a line each, and a line more to add one; in front, the binary where it can be chosen. */
export function editParameters(ui: Ui): void {
  const target = ui.state.walk?.state.target;
  if (target == null) return;
  const binary = ui.walk?.setBinary === undefined ? [] : [fieldOf(target.binary)];
  const fields = [...binary, ...target.endpoints.map((one) => fieldOf(endpointSubject(one))), EMPTY_FIELD];
  ui.set((state) =>
    pushed(state, { name: 'edit', fields, hasBinary: binary.length > 0, index: binary.length, error: '' }),
  );
}

export function editCommand(ui: Ui, command: Command): void {
  const screen = ui.topIf('edit');
  if (screen === null) return;
  const last = screen.fields.length - 1;
  switch (command) {
    case 'choose':
      keep(ui);
      return;
    case 'back':
      ui.set(popped);
      return;
    case 'up':
    case 'down': {
      const index = Math.max(0, Math.min(last, screen.index + (command === 'up' ? -1 : 1)));
      ui.set((state) => changed(state, 'edit', (one) => ({ ...one, index })));
      return;
    }
    default:
  }
}

function keep(ui: Ui): void {
  const screen = ui.topIf('edit');
  const target = ui.state.walk?.state.target;
  if (screen === null || target == null || ui.walk === null) return;
  const lines = screen.fields.map((field) => fieldText(field).trim());
  const binary = screen.hasBinary ? (lines.shift() ?? '') : null;
  const endpoints: Endpoint[] = [];
  for (const line of lines.filter(Boolean)) {
    const known = target.endpoints.find((one) => endpointSubject(one) === line);
    const endpoint = known ?? parseEndpointOption(line);
    if ('error' in endpoint) {
      const error = endpoint.error.replace(/^--endpoint: /, '');
      ui.set((state) => changed(state, 'edit', (one) => ({ ...one, error })));
      return;
    }
    endpoints.push(known ?? { ...endpoint, foundIn: 'typed in during the walk' });
  }
  ui.set(popped);
  const isChanged = endpoints.map(endpointSubject).join(' ') !== target.endpoints.map(endpointSubject).join(' ');
  if (isChanged) ui.walk.setEndpoints(endpoints);
  const hasBinary = binary !== null && binary !== target.binary;
  if (hasBinary) ui.walk.setBinary?.(binary);
  ui.refresh();
  ui.say(isChanged || hasBinary ? 'kept; r runs the shown step again' : 'nothing was changed');
}

/** Passes over a step that is not taken yet: the one shown, or the one advised next. */
export function skipStep(ui: Ui): void {
  const { walk, selected } = ui.state;
  const advised = walk?.remaining[0];
  if (walk === null || advised === undefined) {
    ui.say('no step is left');
    return;
  }
  if (ui.busy) {
    ui.say('a step is running; c cancels it');
    return;
  }
  const shown = walk.remaining.find((one) => one.step === selected?.step && one.subject === selected.subject);
  const { step, subject } = shown ?? advised;
  ui.set((state) => pushed(state, { name: 'skip', ref: { step, subject }, field: EMPTY_FIELD }));
}

export function skipCommand(ui: Ui, command: Command): void {
  const screen = ui.topIf('skip');
  if (screen === null || ui.walk === null) return;
  ui.set(popped);
  if (command !== 'choose') return;
  const { step, subject } = screen.ref;
  ui.walk.skip(step, subject, fieldText(screen.field).trim());
  ui.refresh();
  if (ui.state.walk?.remaining.length === 0) advance(ui);
  else ui.say(`skipped: ${ui.titleOf(screen.ref)}`);
}
