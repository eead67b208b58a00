import { clean } from '../look.ts';
import { endpointName } from '../model/endpoint-name.ts';
import type { UiState, WalkView } from '../model/state.ts';
import { paragraph, type Row, row, span } from '../rows.ts';
import { shortId } from './words.ts';

const LABEL = 11;

/** What the engine alone told of the target, before anything was asked. */
export function knownRows(state: UiState, walk: WalkView, width: number): readonly Row[] {
  const { look } = state;
  const { target } = walk.state;
  if (target === null) return [row(span('nothing yet', 'muted'))];
  const { image, libc, os } = target;
  const exit = target.exitCode === null || target.running ? '' : `, exit ${target.exitCode}`;
  const restarts = target.restartCount > 0 ? `, restarted ${target.restartCount} times` : '';
  const base = [
    os.name || os.id || 'no os-release',
    libc.family === 'unknown' ? '' : `${libc.family} ${libc.version ?? ''}`.trim(),
  ];
  const lines: [string, string][] = [
    ['state', `${target.state}${exit}${target.oomKilled ? ', killed for memory' : ''}${restarts}`],
    ['image', `${image.ref || image.tags[0] || ''} ${shortId(image.id)}`.trim()],
    ['base', `${base.filter(Boolean).join(', ')}${libc.because === '' ? '' : ` (${libc.because})`}`],
    ['runs', target.binary],
    ['talks to', target.endpoints.map(endpointName).join(', ')],
  ];
  return lines
    .filter(([, text]) => text !== '')
    .flatMap(([label, text]) =>
      paragraph(clean(text, look), width, { first: row(span(label.padEnd(LABEL), 'muted')) }),
    );
}
