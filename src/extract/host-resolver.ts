import type { Facts } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';
import { isRow, text, texts } from './values.ts';

/** Facts of the reader `host-resolver`. */
export const hostResolver: Extractor = {
  id: 'host-resolver',
  about: 'The nameservers that a container copied from its host at its start, against the host’s own by now.',
  facts: {
    copied: { type: 'bool', about: 'the engine copied its host’s nameservers into the container at its start' },
    ofSystemd: { type: 'bool', about: 'systemd-resolved keeps the host’s list: which domain goes where is not copied' },
    nameservers: { type: 'list<string>', about: 'the container’s' },
    hostNameservers: { type: 'list<string>', about: 'the host’s by now; empty where they cannot be read from here' },
    hostFile: { type: 'string', about: 'where they were read; empty where they cannot be' },
    moved: { type: 'bool', about: 'the host has others by now, its own loopback ones aside' },
  },
  extract(evidence): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const [own, hosts] = [texts(data.nameservers), texts(data.hostNameservers)];
    // A host that asks itself has a list that no container can use: the engine puts public ones in its place.
    const usable = hosts.filter((address) => !/^127\.|^::1$/.test(address));
    return {
      copied: data.copied === true,
      ofSystemd: data.ofSystemd === true,
      nameservers: own,
      hostNameservers: hosts,
      hostFile: text(data.hostFile),
      moved: usable.length > 0 && !own.some((address) => usable.includes(address)),
    };
  },
};
