import type { Tier } from '../../session/evidence.ts';
import { clean, type Look } from '../look.ts';
import { endpointName } from '../model/endpoint-name.ts';
import type { ScreenOf } from '../model/state.ts';
import type { ConsentPlan } from '../ports.ts';
import { BLANK, cutRow, paragraph, type Row, row, span } from '../rows.ts';
import { count } from './words.ts';

const LABEL = 13;

/** What will be made, for how long, with which rights, and whom it will talk to. Rows of the endpoints by index. */
export function consentRows(
  screen: ScreenOf<'consent'>,
  look: Look,
  width: number,
): { readonly rows: readonly Row[]; readonly endpointRows: readonly number[] } {
  const { plan } = screen;
  if (plan === null) return { rows: [], endpointRows: [] };
  const rows: Row[] = [];
  const put = (label: string, text: string): void => {
    const first = row(span(`  ${label}`.padEnd(LABEL + 2), 'muted'));
    rows.push(...paragraph(clean(text, look), width, { first }));
  };
  const { containers } = plan;
  rows.push(
    row(
      span(
        containers.length === 0
          ? 'Nothing of ours will be made: no matched debug image is to be had.'
          : `To look from where the target stands, walkdown makes ${count(containers.length, 'container')} of its own:`,
        'strong',
      ),
    ),
  );
  for (const one of containers) {
    const matched = one.libcMatched === false ? ' (libc not matched)' : one.libcMatched ? ' (libc matched)' : '';
    rows.push(BLANK);
    rows.push(
      cutRow(
        row(
          span(`${look.glyphs.dot} `, 'accent'),
          span(clean(one.role, look), 'strong'),
          span(`  ${tierText(one.tier)}`, 'muted'),
        ),
        width,
        look.glyphs.ellipsis,
      ),
    );
    put('image', `${one.image}${matched}, ${one.chosenBecause}`);
    put('namespaces', one.namespaces);
    put('privileges', one.privileges);
    put('life', `${lifeText(one.lifeSeconds)}, then it ends by itself; removed when you leave`);
  }
  rows.push(BLANK);
  for (const one of plan.missing) {
    const text = clean(`${one.view}: ${one.reason}${one.toGetIt === '' ? '' : `. To get it: ${one.toGetIt}`}`, look);
    rows.push(...paragraph(text, width, { first: row(span(`${look.glyphs.inconclusive} `, 'unknown')) }));
  }
  if (plan.missing.length > 0) rows.push(BLANK);
  return {
    rows: [...rows, ...endpointPart(plan, screen, look, width)],
    endpointRows: endpointPlaces(plan, rows.length),
  };
}

function endpointPlaces(plan: ConsentPlan, before: number): readonly number[] {
  return plan.endpoints.map((_, index) => before + 1 + index);
}

function endpointPart(plan: ConsentPlan, screen: ScreenOf<'consent'>, look: Look, width: number): Row[] {
  if (plan.endpoints.length === 0) return [row(span('It talks to nobody: no endpoint is known.', 'strong'))];
  const { cursor, ticked, unticked, ellipsis } = look.glyphs;
  const lines = plan.endpoints.map((endpoint, index) => {
    const isHere = index === screen.index;
    const isTicked = screen.ticked.has(index);
    const name = clean(endpointName(endpoint), look);
    const note =
      endpoint.source === 'logged'
        ? `${endpoint.foundIn}; looked up, not connected to unless ticked`
        : endpoint.foundIn;
    return cutRow(
      row(
        span(isHere ? `${cursor} ` : '  ', 'accent'),
        span(isTicked ? ticked : unticked, isTicked ? 'ok' : 'muted'),
        ' ',
        span(name, isHere ? 'strong' : 'text'),
        span(`  ${clean(note, look)}`, 'muted'),
      ),
      width,
      ellipsis,
    );
  });
  return [row(span('It will talk to:', 'strong')), ...lines];
}

function tierText(tier: Tier): string {
  return tier === 'image' ? 'image tier, no network' : `${tier} tier`;
}

function lifeText(secondsOfLife: number): string {
  return secondsOfLife >= 120 ? `${Math.round(secondsOfLife / 60)} min` : `${secondsOfLife} s`;
}
