import type { Key } from '../terminal/key.ts';
import { dispatch } from './act/dispatch.ts';
import { filterSteps } from './act/steps.ts';
import { pasteSymptom } from './act/symptom.ts';
import { filterTargets } from './act/targets.ts';
import type { Ui } from './act/ui.ts';
import { commandFor } from './key-matching.ts';
import { isTooSmall } from './model/layout.ts';
import { changed, type Screen, type ScreenName, topScreen, type UiState } from './model/state.ts';
import { editField, type TextField } from './model/text-field.ts';

/** How a screen takes keys. `choices`: its menu is ink-select-input's. */
export type InputMode = 'keys' | 'choices' | 'filter' | 'text';

function inputMode(screen: Screen): InputMode {
  switch (screen.name) {
    case 'symptom':
    case 'ask':
      return screen.typing === null ? 'choices' : 'text';
    case 'export':
    case 'question':
      return 'choices';
    case 'pager':
      return screen.pager.typing === null ? 'keys' : 'text';
    case 'note':
    case 'skip':
    case 'edit':
      return 'text';
    case 'targets':
    case 'steps':
      return 'filter';
    default:
      return 'keys';
  }
}

/** Screens on which Enter allows or ends something: leaning on the key must not walk into it. */
const DELIBERATE: readonly ScreenName[] = ['consent', 'question', 'end'];
/** Two Enters closer than this are one decision at most. */
const BURST_MS = 60;
/** A key that is held repeats every 30 to 100 ms. */
const REPEAT_MS = 120;
/** Whoever still holds it after this long means it. */
const PATIENCE_MS = 3000;
/** An Enter this soon after the last screen came was meant for the step before it: nobody has read that it leaves. */
const UNREAD_MS = 300;

/**
 * Takes one key. Reads the state of the moment, so it is right however many keys come at once; a menu's own keys are
 * handed to Ink by `forward`, and the next key then waits for the frame.
 */
export function handleKey(ui: Ui, key: Key, forward: (key: Key) => void): 'taken' | 'wait' {
  const before = ui.top;
  takeKey(ui, key, forward);
  const after = ui.top;
  // A menu must be on the screen before it can have the next key.
  return inputMode(after) === 'choices' && after !== before ? 'wait' : 'taken';
}

function takeKey(ui: Ui, key: Key, forward: (key: Key) => void): void {
  if (key.name === 'focus' || key.name === 'blur') return;
  const mode = inputMode(ui.top);
  // Escape and a letter that come together are those two keys, unless words are being edited.
  if (key.meta && mode !== 'text') {
    takeKey(ui, { name: 'escape', char: '', ctrl: false, meta: false, shift: false }, forward);
    if (key.name !== 'escape') takeKey(ui, { ...key, meta: false }, forward);
    return;
  }
  if (isHeldEnter(ui, key)) return;
  if (isTooSmall(ui.state.size) && !ui.state.look.linear && !isLeaving(ui, key)) return;
  if (key.name === 'paste') paste(ui, key, mode);
  else if (mode === 'text') takeText(ui, key);
  else takeCommand(ui, key, mode, forward);
}

function isHeldEnter(ui: Ui, key: Key): boolean {
  const { enters } = ui;
  const now = ui.outside.now();
  if (enters.screen !== ui.top.name) Object.assign(enters, { screen: ui.top.name, since: now });
  if (key.name !== 'enter') return false;
  const pause = now - enters.last;
  enters.last = now;
  enters.run = pause < REPEAT_MS ? enters.run + 1 : 0;
  if (ui.top.name === 'end' && now - enters.ended < UNREAD_MS) return true;
  if (!DELIBERATE.includes(ui.top.name) || now - enters.since > PATIENCE_MS) return false;
  return pause < BURST_MS || enters.run >= 2;
}

/** On a window that is too small nothing is done blindly, but one can always leave. */
function isLeaving(ui: Ui, key: Key): boolean {
  const command = commandFor(ui.top.name, key);
  return command === 'interrupt' || command === 'leave' || command === 'suspend';
}

function takeCommand(ui: Ui, key: Key, mode: InputMode, forward: (key: Key) => void): void {
  const command = commandFor(ui.top.name, key);
  if (mode === 'choices' && (command === 'choose' || command === 'up' || command === 'down')) forward(key);
  else if (command !== null) dispatch(ui, command);
  else if (mode === 'filter' && key.name === 'char' && !key.ctrl) filter(ui, key.char);
}

function takeText(ui: Ui, key: Key): void {
  if (key.name === 'enter') {
    dispatch(ui, 'choose');
    return;
  }
  if (key.name === 'escape') {
    dispatch(ui, 'back');
    return;
  }
  const command = commandFor(ui.top.name, key);
  if (ui.top.name === 'edit' && (command === 'up' || command === 'down')) {
    dispatch(ui, command);
    return;
  }
  if (command === 'interrupt' || command === 'suspend' || command === 'repaint') {
    dispatch(ui, command);
    return;
  }
  edit(ui, key);
}

/** A paste is text where text is taken, an error message on the symptom screen, and nothing anywhere else. */
function paste(ui: Ui, key: Key, mode: InputMode): void {
  if (mode === 'text') edit(ui, key);
  else if (ui.top.name === 'symptom') pasteSymptom(ui, key.paste ?? '');
  else if (mode === 'filter') filter(ui, (key.paste ?? '').split('\n')[0]?.trim().slice(0, 200) ?? '');
}

function filter(ui: Ui, typed: string): void {
  if (typed === '') return;
  if (ui.top.name === 'targets') filterTargets(ui, typed);
  else filterSteps(ui, typed);
}

function edit(ui: Ui, key: Key): void {
  ui.set((state) => withField(state, (field) => editField(field, key) ?? field));
}

/** The field that is being typed in, changed. */
function withField(state: UiState, change: (field: TextField) => TextField): UiState {
  switch (topScreen(state).name) {
    case 'note':
      return changed(state, 'note', (one) => ({ ...one, field: change(one.field) }));
    case 'skip':
      return changed(state, 'skip', (one) => ({ ...one, field: change(one.field) }));
    case 'edit':
      return changed(state, 'edit', (one) => {
        const fields = one.fields.map((field, index) => (index === one.index ? change(field) : field));
        // The last line is always there to add one more.
        const last = fields.at(-1);
        return {
          ...one,
          error: '',
          fields: last !== undefined && last.chars.length > 0 ? [...fields, { chars: [], at: 0 }] : fields,
        };
      });
    case 'symptom':
      return changed(state, 'symptom', (one) => ({ ...one, typing: one.typing && change(one.typing) }));
    case 'ask':
      return changed(state, 'ask', (one) => ({ ...one, typing: one.typing && change(one.typing) }));
    case 'pager':
      return changed(state, 'pager', (one) => ({
        ...one,
        pager: { ...one.pager, typing: one.pager.typing && change(one.pager.typing) },
      }));
    default:
      return state;
  }
}
