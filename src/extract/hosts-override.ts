import type { Facts } from '../session/evidence.ts';
import { splitHostPort } from '../target/endpoints/host.ts';
import type { Extractor } from './extractor.ts';
import { answeredNow } from './resolved.ts';
import { isRow, rows, text, texts, unique } from './values.ts';

/** Facts of the reader `hosts-file`, about one host. */
export const hostsOverride: Extractor = {
  id: 'hosts-override',
  about: 'Whether the hosts file names this host, and whether DNS says something else.',
  facts: {
    overridden: { type: 'bool', about: 'the hosts file names this host' },
    host: { type: 'string', about: 'the host' },
    hostsAddresses: { type: 'list<string>', about: 'what the hosts file says' },
    dnsAddresses: {
      type: 'list<string>',
      about: 'what the nameservers said when they were asked; empty when they were not',
    },
    dnsKnown: { type: 'bool', about: 'the nameservers were asked for this host, and answered' },
    differsFromDns: { type: 'bool', about: 'no address of the hosts file is among those of DNS' },
    byOption: { type: 'bool', about: 'the entry comes from --add-host or extra_hosts' },
    entries: { type: 'int', about: 'lines in the hosts file' },
  },
  extract(evidence, context): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const host = splitHostPort(context.subject)?.host.host ?? context.subject.toLowerCase();
    const entries = rows(data.entries);
    const addresses = unique(entries.filter((one) => texts(one.names).includes(host)).map((one) => text(one.address)));
    const dns = answeredNow(host, context);
    return {
      overridden: addresses.length > 0,
      host,
      hostsAddresses: addresses,
      dnsAddresses: dns,
      dnsKnown: dns.length > 0,
      differsFromDns: addresses.length > 0 && dns.length > 0 && !addresses.some((address) => dns.includes(address)),
      byOption: texts(data.extraHosts).some(
        (one) => one.toLowerCase().startsWith(`${host}:`) || one.toLowerCase().startsWith(`${host}=`),
      ),
      entries: entries.length,
    };
  },
};
