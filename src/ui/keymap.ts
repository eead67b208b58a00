import type { ScreenName } from './model/state.ts';

/**
 * The keys, in one place: what matches a key press, what the footer and the help show, and the table in the README
 * all come from here.
 */

export type Command =
  | 'advance'
  | 'choose'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  | 'next-kind'
  | 'previous-kind'
  | 'refresh'
  | 'erase'
  | 'back'
  | 'leave'
  | 'help'
  | 'describe'
  | 'tick'
  | 'refuse'
  | 'again'
  | 'skip'
  | 'go-to'
  | 'edit'
  | 'note'
  | 'output'
  | 'causes'
  | 'why'
  | 'background'
  | 'update'
  | 'export'
  | 'auto'
  | 'cancel'
  | 'copy'
  | 'copy-mitigation'
  | 'findings'
  | 'search'
  | 'next-match'
  | 'previous-match'
  | 'only-matches'
  | 'wrap'
  | 'interrupt'
  | 'suspend'
  | 'repaint';

/** When the footer names a key; it works (or says why not) at any time. */
export type Moment = 'always' | 'running' | 'idle';

export interface Binding {
  readonly command: Command;
  /** `enter`, `ctrl-c`, `shift-tab`, or the character itself; any of them. */
  readonly keys: readonly string[];
  /** For the help and the README. */
  readonly about: string;
  /** The word in the footer; none: only in the help. */
  readonly hint?: string;
  readonly moment?: Moment;
}

const UP: Binding = { command: 'up', keys: ['up', 'k'], about: 'one up' };
const DOWN: Binding = { command: 'down', keys: ['down', 'j'], about: 'one down' };
const PAGE_UP: Binding = { command: 'page-up', keys: ['pageup', 'ctrl-u'], about: 'a page up' };
const PAGE_DOWN: Binding = { command: 'page-down', keys: ['pagedown', 'ctrl-d', 'space'], about: 'a page down' };
const FIRST: Binding = { command: 'first', keys: ['home', 'g'], about: 'to the beginning' };
const LAST: Binding = { command: 'last', keys: ['end', 'G'], about: 'to the end' };
const BACK: Binding = { command: 'back', keys: ['escape', 'q'], about: 'back', hint: 'back' };
const HELP: Binding = { command: 'help', keys: ['?'], about: 'the keys of this screen', hint: 'keys' };

/** For lists that are filtered by typing: letters are text there. */
const MOVES_WHILE_TYPING: readonly Binding[] = [
  { command: 'up', keys: ['up', 'ctrl-p'], about: 'one up' },
  { command: 'down', keys: ['down', 'ctrl-n'], about: 'one down' },
  { command: 'page-up', keys: ['pageup'], about: 'a page up' },
  { command: 'page-down', keys: ['pagedown'], about: 'a page down' },
  { command: 'first', keys: ['home'], about: 'to the first' },
  { command: 'last', keys: ['end'], about: 'to the last' },
  { command: 'erase', keys: ['backspace', 'delete'], about: 'takes the last letter of the filter back' },
];

const DOCUMENT: readonly Binding[] = [
  { command: 'up', keys: ['up', 'k'], about: 'one row up' },
  { command: 'down', keys: ['down', 'j'], about: 'one row down' },
  PAGE_UP,
  PAGE_DOWN,
  FIRST,
  LAST,
  { command: 'back', keys: ['escape', 'enter', 'q'], about: 'back', hint: 'back' },
];

const CHOICES: readonly Binding[] = [
  { command: 'choose', keys: ['enter'], about: 'takes the marked one', hint: 'choose' },
  UP,
  DOWN,
];

const TEXT: readonly Binding[] = [
  { command: 'choose', keys: ['enter'], about: 'keeps what was typed', hint: 'keep' },
  { command: 'back', keys: ['escape'], about: 'back, as it was', hint: 'back' },
];

export const KEYMAP: Readonly<Record<ScreenName, readonly Binding[]>> = {
  targets: [
    { command: 'choose', keys: ['enter'], about: 'opens the marked one', hint: 'open' },
    {
      command: 'next-kind',
      keys: ['tab'],
      about: 'containers, images, sessions, incidents',
      hint: 'other lists',
    },
    { command: 'previous-kind', keys: ['shift-tab'], about: 'the other way round' },
    ...MOVES_WHILE_TYPING,
    { command: 'back', keys: ['escape'], about: 'takes the filter away' },
    { command: 'refresh', keys: ['ctrl-r'], about: 'reads the list again' },
    { ...HELP },
    { command: 'leave', keys: ['ctrl-c', 'ctrl-q'], about: 'leaves', hint: 'leave' },
  ],
  opening: [{ command: 'back', keys: ['escape', 'c', 'q'], about: 'stops reading and goes back', hint: 'cancel' }],
  symptom: [
    { command: 'choose', keys: ['enter'], about: 'that is what I see', hint: 'choose' },
    UP,
    DOWN,
    {
      command: 'describe',
      keys: ['p', '/'],
      about: 'paste or type an error message; it is matched',
      hint: 'paste an error',
    },
    { command: 'background', keys: ['b'], about: 'what is known so far, in full' },
    { command: 'back', keys: ['escape'], about: 'back to the targets', hint: 'targets' },
    HELP,
    { command: 'leave', keys: ['q'], about: 'leaves', hint: 'leave' },
  ],
  consent: [
    { command: 'choose', keys: ['enter'], about: 'allows what is shown', hint: 'allow' },
    { command: 'tick', keys: ['space', 'x'], about: 'may be talked to, or may not', hint: 'tick' },
    {
      command: 'refuse',
      keys: ['d'],
      about: "doesn't allow it: walks with the engine's own answers only",
      hint: "don't",
    },
    UP,
    DOWN,
    { command: 'page-up', keys: ['pageup', 'ctrl-u'], about: 'a page up' },
    { command: 'page-down', keys: ['pagedown', 'ctrl-d'], about: 'a page down' },
    { command: 'back', keys: ['escape'], about: 'back to the symptom', hint: 'back' },
    HELP,
    { command: 'leave', keys: ['q'], about: 'leaves', hint: 'leave' },
  ],
  walk: [
    { command: 'advance', keys: ['enter'], about: 'the advised next thing', hint: 'next', moment: 'idle' },
    { command: 'cancel', keys: ['c'], about: 'ends the command that is running', hint: 'cancel', moment: 'running' },
    { command: 'again', keys: ['r'], about: 'runs the shown step (again); earlier results stay', hint: 'again' },
    { command: 'skip', keys: ['s'], about: 'passes over the next step; the reason goes into the notes', hint: 'skip' },
    { command: 'go-to', keys: ['g'], about: 'any step, by list', hint: 'go to' },
    { command: 'edit', keys: ['e'], about: 'edits whom the steps talk to', hint: 'edit' },
    { command: 'note', keys: ['n'], about: 'a note, with the time', hint: 'note' },
    { command: 'output', keys: ['o'], about: 'the whole output, with search', hint: 'output' },
    { command: 'causes', keys: ['h'], about: 'the root causes, and what speaks for and against each', hint: 'causes' },
    { command: 'why', keys: ['w'], about: 'why this advice: the facts, the rule and its line', hint: 'why' },
    { command: 'update', keys: ['u'], about: 'five lines for the incident channel, copied', hint: 'update' },
    { command: 'export', keys: ['x'], about: 'the notes in another format', hint: 'export' },
    { command: 'auto', keys: ['a'], about: 'walks on by itself until something is found', hint: 'auto' },
    { command: 'findings', keys: ['f'], about: 'what was found so far', hint: 'findings' },
    { command: 'copy', keys: ['y'], about: 'copies the command' },
    { command: 'background', keys: ['b'], about: 'the background of the shown step' },
    { command: 'up', keys: ['up', 'k'], about: 'the step before' },
    { command: 'down', keys: ['down', 'j'], about: 'the step after' },
    { command: 'left', keys: ['left'], about: 'the subject before (another endpoint, nameserver, module)' },
    { command: 'right', keys: ['right', 'tab'], about: 'the subject after' },
    { command: 'page-up', keys: ['pageup', 'ctrl-u'], about: 'scrolls the step up' },
    { command: 'page-down', keys: ['pagedown', 'ctrl-d', 'space'], about: 'scrolls the step down' },
    { command: 'back', keys: ['escape'], about: 'to the step where the walk stands; ends auto' },
    { ...HELP, about: 'the background of the step, and the keys' },
    { command: 'leave', keys: ['q'], about: 'leaves; the walk is kept, and can be taken up again', hint: 'leave' },
  ],
  causes: [UP, DOWN, PAGE_UP, PAGE_DOWN, FIRST, LAST, { ...BACK, keys: ['escape', 'q', 'h', 'enter'] }],
  why: DOCUMENT,
  background: DOCUMENT,
  help: [...DOCUMENT.slice(0, -1), { ...BACK, keys: ['escape', 'enter', 'q', '?'] }],
  pager: [
    { command: 'search', keys: ['/'], about: 'search', hint: 'search' },
    { command: 'next-match', keys: ['n'], about: 'the next match', hint: 'next' },
    { command: 'previous-match', keys: ['N'], about: 'the match before' },
    { command: 'only-matches', keys: ['&'], about: 'only the lines that match, and all again', hint: 'only matches' },
    { command: 'wrap', keys: ['w'], about: 'breaks long lines, or cuts them', hint: 'wrap' },
    { command: 'copy', keys: ['y'], about: 'copies the text', hint: 'copy' },
    { command: 'up', keys: ['up', 'k'], about: 'one row up' },
    { command: 'down', keys: ['down', 'j', 'enter'], about: 'one row down' },
    { command: 'page-up', keys: ['pageup', 'b', 'ctrl-u'], about: 'a page up' },
    { command: 'page-down', keys: ['pagedown', 'space', 'ctrl-d'], about: 'a page down' },
    FIRST,
    LAST,
    { command: 'left', keys: ['left'], about: 'to the left, where lines are cut' },
    { command: 'right', keys: ['right'], about: 'to the right, where lines are cut' },
    HELP,
    { ...BACK, keys: ['escape', 'q', 'o'] },
  ],
  steps: [
    {
      command: 'choose',
      keys: ['enter'],
      about: 'takes the marked step, or shows it when it was taken',
      hint: 'take it',
    },
    ...MOVES_WHILE_TYPING,
    { command: 'back', keys: ['escape'], about: 'back', hint: 'back' },
  ],
  note: TEXT,
  skip: [
    { command: 'choose', keys: ['enter'], about: 'skips it; the reason may be empty', hint: 'skip it' },
    { command: 'back', keys: ['escape'], about: 'back, as it was', hint: 'back' },
  ],
  edit: [
    ...TEXT,
    { command: 'up', keys: ['up'], about: 'the line before' },
    { command: 'down', keys: ['down', 'tab'], about: 'the line after' },
  ],
  ask: [
    ...CHOICES,
    { command: 'describe', keys: ['t', '/'], about: 'types an answer of your own, where the question takes one' },
    { command: 'background', keys: ['b'], about: 'why it is asked', hint: 'why it is asked' },
    { command: 'back', keys: ['escape'], about: 'no answer', hint: 'no answer' },
  ],
  export: [...CHOICES, { command: 'copy', keys: ['y'], about: 'copies what was written', hint: 'copy' }, { ...BACK }],
  question: [...CHOICES, { command: 'back', keys: ['escape'], about: 'the careful answer', hint: 'back' }],
  update: [{ command: 'copy', keys: ['y'], about: 'copies it again', hint: 'copy again' }, ...DOCUMENT],
  end: [
    { command: 'advance', keys: ['enter'], about: 'leaves; or goes on, where steps are left', hint: 'leave' },
    { command: 'copy', keys: ['y'], about: 'copies the notes', hint: 'copy notes' },
    { command: 'copy-mitigation', keys: ['m'], about: 'copies the mitigation', hint: 'copy mitigation' },
    { command: 'export', keys: ['x'], about: 'the notes in another format', hint: 'export' },
    { command: 'again', keys: ['r'], about: 'runs the failing steps again, after the fix', hint: 'run failing again' },
    { command: 'output', keys: ['o'], about: 'reads the notes', hint: 'read notes' },
    { command: 'causes', keys: ['h'], about: 'the root causes, and what speaks for and against each', hint: 'causes' },
    { command: 'update', keys: ['u'], about: 'five lines for the incident channel, copied', hint: 'update' },
    { command: 'note', keys: ['n'], about: 'a note, with the time' },
    { command: 'up', keys: ['up', 'k'], about: 'one row up' },
    { command: 'down', keys: ['down', 'j'], about: 'one row down' },
    PAGE_UP,
    PAGE_DOWN,
    { command: 'go-to', keys: ['g'], about: 'any step, by list' },
    { command: 'back', keys: ['escape'], about: 'back to the steps', hint: 'steps' },
    HELP,
    { command: 'leave', keys: ['q'], about: 'leaves', hint: 'leave' },
  ],
  leaving: [],
};

/** Keys that mean the same on every screen. */
export const EVERYWHERE: readonly Binding[] = [
  { command: 'interrupt', keys: ['ctrl-c'], about: 'ends what is running; when nothing is: twice, leaves' },
  { command: 'suspend', keys: ['ctrl-z'], about: 'to the shell; fg comes back' },
  { command: 'repaint', keys: ['ctrl-l'], about: 'draws the screen again' },
];

/** The titles of the screens, for the help and the README. */
export const SCREEN_TITLES: Readonly<Record<ScreenName, string>> = {
  targets: 'Targets',
  opening: 'Opening a target',
  symptom: 'Symptom',
  consent: 'Consent',
  walk: 'Walk',
  causes: 'Causes',
  why: 'Why this advice',
  background: 'Background',
  pager: 'Output',
  help: 'Keys',
  steps: 'Go to',
  note: 'Note',
  edit: 'Edit',
  skip: 'Skip',
  ask: 'Question of the playbook',
  export: 'Export',
  question: 'Question',
  update: 'Update',
  end: 'End',
  leaving: 'Leaving',
};
