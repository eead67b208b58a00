import type { Facts } from '../session/evidence.ts';
import { momentOf } from './durations.ts';
import type { Extractor } from './extractor.ts';
import { isRow, number, type Row, rows, text, texts } from './values.ts';

/** Names of one list; the rest is counted. */
const MOST_NAMES = 60;

/** Facts of the reader `neighbours`. What is shared is named as causes name it (`sharedBy`). */
export const neighbours: Extractor = {
  id: 'neighbours',
  about: 'Its siblings in the same service, on all nodes, and which other containers share what with it.',
  facts: {
    service: { type: 'string', about: '"swarm web", "compose shop/web"; empty for none' },
    siblings: { type: 'int', about: 'other containers of the service, those on other nodes included' },
    siblingsRunning: { type: 'int', about: 'those of them that run' },
    siblingsText: { type: 'string', about: 'each with its node and state: "web.2 on node-2 running"' },
    otherNodesUnseen: {
      type: 'string',
      about: 'why nothing is known of other nodes; empty when there are none, or it is',
    },
    sibling: {
      type: 'string',
      about: 'the one to compare with, by its container’s name; empty when none runs soundly',
    },
    siblingPlace: { type: 'string', about: 'the same as people name it: web.2' },
    siblingNode: { type: 'string', about: 'the node it is on; empty where there are no nodes' },
    siblingBecause: { type: 'string', about: 'why that one: "healthy, running since 2026-01-31 02:41 UTC"' },
    compare: { type: 'string', about: 'the command that compares the two; empty where no way to it is known' },
    virtualServices: {
      type: 'list<string>',
      about: 'endpoints that are Swarm services behind a virtual address: "db:5432 (shop_db)"',
    },
    there: { type: 'int', about: 'other containers of this engine that live or failed' },
    looked: { type: 'int', about: 'those of them that were looked at' },
    bundlesThere: { type: 'int', about: 'those that run; absent where the target has no CA bundle to compare' },
    bundlesLooked: { type: 'int', about: 'those of them whose CA bundle was compared' },
    sameImage: { type: 'list<string>', about: 'those made from the same image ID' },
    sameProgram: { type: 'list<string>', about: 'those with the same command line too' },
    sameBundle: { type: 'list<string>', about: 'those whose CA bundle holds the same bytes' },
    sameResolver: { type: 'list<string>', about: 'those with the same resolver settings on a common network' },
    sameHosts: { type: 'list<string>', about: 'those with the same extra hosts' },
    sameNetwork: { type: 'list<string>', about: 'those on a common network' },
    sameProxy: { type: 'list<string>', about: 'those with the same proxy variables' },
    sameVolume: { type: 'list<string>', about: 'those with a volume or a host’s directory in common' },
    sameEngine: { type: 'list<string>', about: 'all that live on this engine' },
    volumes: { type: 'map<string,dyn>', about: 'by where the target has it: the containers that have that volume too' },
  },
  extract(evidence): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const shares = rows(data.shares);
    const having = (what: string): string[] =>
      shares
        .filter((one) => texts(one.shares).includes(what))
        .map((one) => text(one.name))
        .slice(0, MOST_NAMES);
    return {
      ...siblingFacts(data),
      virtualServices: rows(data.virtual)
        .slice(0, 20)
        .map((one) => `${text(one.endpoint)} (${text(one.service)})`),
      there: number(data.there) ?? 0,
      looked: number(data.looked) ?? 0,
      ...(isRow(data.bundles) ? bundleFacts(data.bundles, having('bundle')) : {}),
      sameImage: having('image'),
      sameProgram: having('program'),
      sameResolver: having('resolver'),
      sameHosts: having('hosts'),
      sameNetwork: having('network'),
      sameProxy: having('proxy'),
      sameVolume: having('volume'),
      sameEngine: having('engine'),
      volumes: Object.fromEntries(
        rows(data.mounts).map((one) => [text(one.path), texts(one.names).slice(0, MOST_NAMES)]),
      ),
    };
  },
};

function bundleFacts(bundles: Row, sameBundle: string[]): Facts {
  return { bundlesThere: number(bundles.there) ?? 0, bundlesLooked: number(bundles.looked) ?? 0, sameBundle };
}

function siblingFacts(data: Row): Facts {
  const service = isRow(data.service) ? data.service : null;
  const siblings = rows(data.siblings);
  const best = isRow(data.sibling) ? data.sibling : null;
  const since = momentOf(text(best?.since));
  const health = text(best?.health) === 'healthy' ? 'healthy, running' : 'running';
  const texted = siblings.slice(0, 8).map((one) => `${placeOf(one)} ${stateOf(one)}`);
  return {
    service: service === null ? '' : `${text(service.by)} ${text(service.name)}`,
    siblings: siblings.length,
    siblingsRunning: siblings.filter((one) => text(one.state) === 'running').length,
    siblingsText: texted.join(', '),
    otherNodesUnseen: text(data.clusterReason),
    sibling: text(best?.name),
    siblingPlace: text(best?.place),
    siblingNode: text(best?.node),
    siblingBecause: best === null ? '' : `${health}${since === '' ? '' : ` since ${since}`}`,
    compare: text(best?.compare),
  };
}

function placeOf(one: Row): string {
  return text(one.node) === '' ? text(one.place) : `${text(one.place)} on ${text(one.node)}`;
}

function stateOf(one: Row): string {
  const health = text(one.health) === '' || text(one.state) !== 'running' ? '' : ` (${text(one.health)})`;
  const error = text(one.error) === '' ? '' : `: ${text(one.error).slice(0, 120)}`;
  return `${text(one.state)}${health}${error}`;
}
