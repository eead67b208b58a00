import type { Tier } from '../../session/evidence.ts';
import { clean, type Look } from '../look.ts';
import { endpointName } from '../model/endpoint-name.ts';
import type { ScreenOf } from '../model/state.ts';
import type { ConsentPlan } from '../ports.ts';
import { atMost, BLANK, cutRow, paragraph, type Row, row, span } from '../rows.ts';
import { count } from './words.ts';

const LABEL = 13;

/**
 * What will be made, for how long, with which rights, and whom it will talk to: each on its own row, or closer together
 * where that would be more than `height` rows. Rows of the endpoints by index.
 */
export function consentRows(
  screen: ScreenOf<'consent'>,
  look: Look,
  width: number,
  height: number,
): { readonly rows: readonly Row[]; readonly endpointRows: readonly number[] } {
  const { plan } = screen;
  if (plan === null) return { rows: [], endpointRows: [] };
  const talks = endpointPart(plan, screen, look, width);
  const full = [...madeRows(plan, look, width, (one) => fullRows(one, look, width)), BLANK];
  const close = closeTogether(plan, look, width);
  // Whom it talks to must be in sight: at last each thing has a row.
  const rows = [full, close].find((one) => one.length + talks.length <= height) ?? aRowEach(plan, look, width);
  return { rows: [...rows, ...talks], endpointRows: endpointPlaces(plan, rows.length) };
}

function aRowEach(plan: ConsentPlan, look: Look, width: number): Row[] {
  const [first] = plan.containers;
  const cut = (one: readonly Row[]): readonly Row[] => atMost(one, 1, width, look.glyphs.ellipsis);
  if (first === undefined) return madeRows(plan, look, width, () => [], cut);
  const each = `each ${first.privileges}; gone after ${lifeText(first.lifeSeconds)}`;
  const usual = paragraph(clean(each, look), width, { first: row('  '), tone: 'muted' });
  const containerRows = (one: Container): Row[] => [
    ...(one === first ? usual : []),
    ...cut(closeRows(one, one.privileges === first.privileges, look, width)),
  ];
  return madeRows(plan, look, width, containerRows, cut);
}

type Container = ConsentPlan['containers'][number];

/** What they have in common is said once. */
function closeTogether(plan: ConsentPlan, look: Look, width: number): Row[] {
  const [first] = plan.containers;
  if (first === undefined) return madeRows(plan, look, width, () => []);
  const each = `each ${first.privileges}; gone after ${lifeText(first.lifeSeconds)}`;
  const made = madeRows(plan, look, width, (one) => [
    ...(one === first ? paragraph(clean(each, look), width, { first: row('  '), tone: 'muted' }) : []),
    ...closeRows(one, one.privileges === first.privileges, look, width),
  ]);
  return made;
}

function madeRows(
  { containers, missing }: ConsentPlan,
  look: Look,
  width: number,
  containerRows: (one: Container) => Row[],
  cut: (rows: readonly Row[]) => readonly Row[] = (rows) => rows,
): Row[] {
  const head =
    containers.length === 0
      ? 'Nothing of ours will be made: no matched debug image is to be had.'
      : `To look from where the target stands, walkdown makes ${count(containers.length, 'container')} of its own:`;
  return [
    ...paragraph(head, width, { tone: 'strong' }),
    ...containers.flatMap(containerRows),
    ...missing.flatMap(({ view, reason, toGetIt }) =>
      cut(
        paragraph(clean(`${view}: ${reason}${toGetIt === '' ? '' : `. To get it: ${toGetIt}`}`, look), width, {
          first: row(span(`${look.glyphs.inconclusive} `, 'unknown')),
        }),
      ),
    ),
  ];
}

function matchedText({ libcMatched }: Container): string {
  return libcMatched === null ? '' : libcMatched ? ' (libc matched)' : ' (libc not matched)';
}

function fullRows(one: Container, look: Look, width: number): Row[] {
  const labelled = (label: string, text: string): Row[] =>
    paragraph(clean(text, look), width, { first: row(span(`  ${label}`.padEnd(LABEL + 2), 'muted')) });
  const head = row(
    span(`${look.glyphs.dot} `, 'accent'),
    span(clean(one.role, look), 'strong'),
    span(`  ${tierText(one.tier)}`, 'muted'),
  );
  return [
    BLANK,
    cutRow(head, width, look.glyphs.ellipsis),
    ...labelled('image', `${one.image}${matchedText(one)}, ${one.chosenBecause}`),
    ...labelled('namespaces', one.namespaces),
    ...labelled('privileges', one.privileges),
    ...labelled('life', `${lifeText(one.lifeSeconds)}, then it ends by itself; removed when you leave`),
  ];
}

function closeRows(one: Container, isUsual: boolean, look: Look, width: number): Row[] {
  const joins = one.namespaces === 'none' ? '' : `; joins ${one.namespaces}`;
  const text = `${one.image}${matchedText(one)}${joins}${isUsual ? '' : `; ${one.privileges}`}`;
  const first = row(
    span(`${look.glyphs.dot} `, 'accent'),
    span(`${clean(one.role, look)}, ${tierText(one.tier)}: `, 'strong'),
  );
  return paragraph(clean(text, look), width, { first, rest: row('  ') });
}

function endpointPlaces(plan: ConsentPlan, before: number): readonly number[] {
  return plan.endpoints.map((_, index) => before + 1 + index);
}

function endpointPart(plan: ConsentPlan, screen: ScreenOf<'consent'>, look: Look, width: number): Row[] {
  const joins = plan.containers.some(({ namespaces }) => namespaces.includes('network'));
  const unnamed = 'to at most 4 others that the target has connections to';
  if (plan.endpoints.length === 0) {
    const rest = joins ? paragraph(`It will talk ${unnamed}.`, width, {}) : [];
    return [row(span(joins ? 'No endpoint is known.' : 'It talks to nobody.', 'strong')), ...rest];
  }
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
  const rest = cutRow(row(span(`  and ${unnamed}`, 'muted')), width, look.glyphs.ellipsis);
  return [row(span('It will talk to:', 'strong')), ...lines, ...(joins ? [rest] : [])];
}

function tierText(tier: Tier): string {
  return tier === 'image' ? 'image tier, no network' : `${tier} tier`;
}

function lifeText(secondsOfLife: number): string {
  return secondsOfLife >= 120 ? `${Math.round(secondsOfLife / 60)} min` : `${secondsOfLife} s`;
}
