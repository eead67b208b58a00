import { FORMATS } from '../act/notes.ts';
import { clean } from '../look.ts';
import type { StepRef } from '../model/progress.ts';
import { type ScreenOf, topScreen, type UiState } from '../model/state.ts';
import { paragraph, row, span } from '../rows.ts';
import { CausesScreen } from './CausesScreen.tsx';
import { ConsentScreen } from './ConsentScreen.tsx';
import { DocumentScreen } from './DocumentScreen.tsx';
import { EditScreen } from './EditScreen.tsx';
import { LeavingScreen } from './LeavingScreen.tsx';
import { headRows, MenuScreen } from './MenuScreen.tsx';
import { OpeningScreen } from './OpeningScreen.tsx';
import { PagerScreen } from './PagerScreen.tsx';
import { StepsScreen } from './StepsScreen.tsx';
import { SymptomScreen } from './SymptomScreen.tsx';
import { TargetsScreen } from './TargetsScreen.tsx';
import { TypingScreen } from './TypingScreen.tsx';
import { WalkScreen } from './WalkScreen.tsx';

interface ScreenProps {
  readonly state: UiState;
  readonly onChoose: (value: string) => void;
}

/** The screen on top of the stack. */
export function ScreenOnTop({ state, onChoose }: ScreenProps) {
  const screen = topScreen(state);
  const { walk } = state;
  switch (screen.name) {
    case 'opening':
      return <OpeningScreen state={state} screen={screen} />;
    case 'symptom':
      return <SymptomScreen state={state} screen={screen} onChoose={onChoose} />;
    case 'consent':
      return <ConsentScreen state={state} screen={screen} />;
    case 'walk':
      return walk === null ? null : <WalkScreen state={state} walk={walk} />;
    case 'steps':
      return walk === null ? null : <StepsScreen state={state} walk={walk} screen={screen} />;
    case 'causes':
      return <CausesScreen state={state} screen={screen} />;
    case 'pager':
      return <PagerScreen state={state} screen={screen} />;
    case 'why':
    case 'background':
    case 'help':
    case 'update':
    case 'end':
      return <DocumentScreen state={state} top={screen.top} />;
    case 'note':
      return (
        <TypingScreen state={state} title="Note" about="It goes into the notes with the time." field={screen.field} />
      );
    case 'skip':
      return <TypingScreen state={state} title={skipTitle(state, screen)} about={SKIP} field={screen.field} />;
    case 'edit':
      return <EditScreen state={state} screen={screen} hasBinary={screen.hasBinary} />;
    case 'ask':
    case 'export':
    case 'question':
      return <Question state={state} screen={screen} onChoose={onChoose} />;
    case 'leaving':
      return <LeavingScreen state={state} screen={screen} />;
    default:
      return <TargetsScreen state={state} />;
  }
}

const SKIP = 'The reason may be empty; it goes into the notes. The step can still be taken later.';

function skipTitle({ walk, look }: UiState, { ref }: ScreenOf<'skip'>): string {
  const title = walk?.playbook.steps.find((one) => one.id === ref.step)?.title ?? ref.step;
  return clean(`Skip ${title}${ref.subject === '' ? '' : ` ${ref.subject}`}: why?`, look);
}

function Question({
  state,
  screen,
  onChoose,
}: ScreenProps & { readonly screen: ScreenOf<'ask' | 'export' | 'question'> }) {
  const { look } = state;
  if (screen.name === 'ask') {
    const head = headRows(state, screen.question, '');
    if (screen.typing !== null) {
      return (
        <TypingScreen state={state} title={clean(screen.question, look)} about="Enter answers." field={screen.typing} />
      );
    }
    const foot = screen.free ? [row(span('t types an answer of your own', 'muted'))] : [];
    return <MenuScreen state={state} head={head} choices={screen.choices} foot={foot} onChoose={onChoose} />;
  }
  if (screen.name === 'export') {
    const said = screen.busy ? 'writing' : screen.result;
    const foot = said === '' ? [] : paragraph(clean(said, look), state.size.columns - 4, { tone: 'strong' });
    return (
      <MenuScreen
        state={state}
        head={headRows(state, 'Export the notes', '')}
        choices={FORMATS}
        foot={foot}
        onChoose={onChoose}
      />
    );
  }
  const [title, text] = questionWords(state, screen);
  return <MenuScreen state={state} head={headRows(state, title, text)} choices={screen.choices} onChoose={onChoose} />;
}

/** What is asked, naming the step that it is about, and what it means. */
function questionWords(state: UiState, { question }: ScreenOf<'question'>): readonly [string, string] {
  switch (question.kind) {
    case 'leave':
      return [`A step is running${inWords(state, state.running)}. Leave all the same?`, ''];
    case 'drift':
      return ['This is not what was meant to run.', question.text];
    default:
      return [`More privilege would show this step${inWords(state, question.ref)}.`, `It needs ${question.text}.`];
  }
}

function inWords({ walk }: UiState, ref: StepRef | null): string {
  const title = walk?.playbook.steps.find((one) => one.id === ref?.step)?.title ?? ref?.step;
  if (title === undefined || ref === null) return '';
  return `: ${title}${ref.subject === '' ? '' : ` ${ref.subject}`}`;
}
