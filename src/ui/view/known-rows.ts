import { clean } from '../look.ts';
import { endpointName } from '../model/endpoint-name.ts';
import type { UiState, WalkView } from '../model/state.ts';
import { cutRow, paragraph, type Row, row, span } from '../rows.ts';
import { count, shortId } from './words.ts';

const LABEL = 11;

/** What the engine alone told of the target, before anything was asked; a row each when `isShort`. */
export function knownRows(state: UiState, walk: WalkView, width: number, isShort = false): readonly Row[] {
  const { look } = state;
  const { target } = walk.state;
  if (target === null) return [row(span('nothing yet', 'muted'))];
  const { image, libc, os } = target;
  const exit = target.exitCode === null || target.running ? '' : `, exit ${target.exitCode}`;
  const restarts = target.restartCount > 0 ? `, restarted ${count(target.restartCount, 'time')}` : '';
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
    .flatMap(([label, text]) => {
      const first = row(span(label.padEnd(LABEL), 'muted'));
      if (isShort) return [cutRow([...first, span(clean(text, look))], width, look.glyphs.ellipsis)];
      return paragraph(clean(text, look), width, { first });
    });
}
