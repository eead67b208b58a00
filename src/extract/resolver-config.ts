import type { Facts } from '../session/evidence.ts';
import { optionNumber } from '../target/resolv-conf.ts';
import type { TargetFacts } from '../target/target.ts';
import { compareVersions } from '../target/versions.ts';
import type { Extractor } from './extractor.ts';
import { isRow, type Row, rows, text, texts } from './values.ts';

/** Both libcs use so many nameservers and pass over the rest. */
const MOST_NAMESERVERS = 3;
/** musl reads lines into 256 bytes and passes over longer ones. */
const MUSL_LINE = 254;
/** What musl knows of the options line; it passes over all others in silence. */
const MUSL_OPTIONS = ['ndots', 'attempts', 'timeout'];

/** Facts of the reader `resolver-config`: what the target's libc makes of the files. */
export const resolverConfig: Extractor = {
  id: 'resolver-config',
  about: 'Nameservers, search domains, ndots and options as the target has them, read as its libc reads them.',
  facts: {
    present: { type: 'bool', about: 'there is an /etc/resolv.conf' },
    nameservers: { type: 'list<string>', about: 'the nameservers that count, in order (both libcs use three)' },
    ignoredNameservers: { type: 'list<string>', about: 'the fourth and further ones, which are never asked' },
    nameserversText: { type: 'string', about: 'the nameservers in words' },
    dockerResolver: { type: 'bool', about: "Docker's own resolver (127.0.0.11) is asked" },
    upstreams: {
      type: 'list<string>',
      about: "its upstreams that can be asked from the container's network; empty when not told",
    },
    hostUpstreams: { type: 'list<string>', about: 'its upstreams that only the host can ask' },
    upstreamsKnown: { type: 'bool', about: 'its upstreams are told; true where Docker’s resolver is not used' },
    askable: { type: 'list<string>', about: 'nameservers and upstreams that can be asked one by one from here' },
    searchDomains: { type: 'list<string>', about: 'the search domains that count' },
    searchCount: { type: 'int', about: 'how many' },
    searchText: { type: 'string', about: '"; search a b, ndots 5", or nothing' },
    searchLength: { type: 'int', about: 'characters of the search line' },
    searchIgnored: { type: 'bool', about: 'the libc passes over the whole search line, as it is too long for it' },
    ndots: { type: 'int', about: 'names with fewer dots are tried with each search domain first' },
    timeoutSeconds: { type: 'int', about: 'glibc: for each try; musl: for all of it' },
    tries: { type: 'int', about: 'tries a nameserver' },
    options: { type: 'list<string>', about: 'the options as written' },
    ignoredOptions: { type: 'list<string>', about: 'options that this libc passes over' },
    queriesPerName: { type: 'int', about: 'most questions for one name: each candidate, A and AAAA' },
    nsswitchHosts: { type: 'string', about: 'the hosts line of nsswitch.conf; empty when there is none' },
    nsswitchCounts: { type: 'bool', about: 'this libc obeys nsswitch.conf (musl does not)' },
    hostsWithoutDns: { type: 'bool', about: 'that line leaves DNS out, and this libc obeys it' },
    hostsWithoutFiles: { type: 'bool', about: 'that line leaves /etc/hosts out, and this libc obeys it' },
    networkMode: { type: 'string', about: 'bridge, host, none, a network, container:…' },
    networkless: { type: 'bool', about: 'it has no network at all' },
    mounted: { type: 'bool', about: 'resolv.conf is mounted by hand, as orchestrators do' },
    nameServiceMounts: {
      type: 'list<string>',
      about: 'sockets of nscd, sssd or systemd-resolved that are mounted: a cache outside answers',
    },
    environmentOverrides: { type: 'string', about: 'RES_OPTIONS or LOCALDOMAIN of the environment; empty for none' },
    sequential: {
      type: 'bool',
      about: 'this libc asks one nameserver after the other (glibc) instead of all at once (musl)',
    },
  },
  extract(evidence, { target }): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const musl = target.libc.family === 'musl';
    const glibc = target.libc.family === 'glibc';
    const all = texts(data.nameservers);
    const written = texts(data.options);
    const environment = text(data.resOptions)
      .split(/\s+/)
      .filter((one) => one !== '');
    const options = musl ? written : [...written, ...environment];
    const lineLength = typeof data.searchLength === 'number' ? data.searchLength : 0;
    const searchIgnored = musl && (lineLength > MUSL_LINE || searchUnknown(target));
    const search = searchIgnored ? [] : searchOf(data, musl);
    const ndots = Math.min(optionNumber(options, 'ndots') ?? 1, 15);
    return {
      present: data.present === true,
      ...servers(data, all),
      searchDomains: search,
      searchCount: search.length,
      searchText: search.length === 0 ? '' : `; search ${search.join(' ')}, ndots ${ndots}`,
      searchLength: lineLength,
      searchIgnored: searchIgnored && texts(data.search).length > 0,
      ndots,
      timeoutSeconds: Math.min(Math.max(optionNumber(options, 'timeout') ?? 5, musl ? 1 : 0), musl ? 60 : 30),
      tries: Math.min(Math.max(optionNumber(options, 'attempts') ?? 2, 1), musl ? 10 : 5),
      options,
      ignoredOptions: musl ? written.filter((one) => !MUSL_OPTIONS.includes(one.split(':')[0] ?? '')) : [],
      queriesPerName: (search.length + 1) * 2,
      ...nsswitch(data, glibc),
      networkMode: text(data.networkMode),
      networkless: text(data.networkMode) === 'none',
      mounted: data.mounted === true,
      nameServiceMounts: texts(data.nameServiceMounts),
      environmentOverrides: musl
        ? ''
        : [
            text(data.resOptions) && `RES_OPTIONS=${text(data.resOptions)}`,
            text(data.localDomain) && `LOCALDOMAIN=${text(data.localDomain)}`,
          ]
            .filter(Boolean)
            .join(' '),
      sequential: !musl,
    };
  },
};

/** musl knows search domains since 1.1.13. */
function searchUnknown(target: TargetFacts): boolean {
  const { version } = target.libc;
  return version !== null && compareVersions(version, '1.1.13') < 0;
}

function searchOf(data: Row, musl: boolean): string[] {
  const local = text(data.localDomain);
  return (musl || local === '' ? texts(data.search) : local.split(/\s+/))
    .filter((domain) => domain !== '' && domain !== '.')
    .slice(0, 64);
}

function servers(data: Row, all: readonly string[]): Facts {
  const used = all.slice(0, MOST_NAMESERVERS);
  const stub = data.dockerResolver === true;
  const noted = rows(data.upstreams);
  const configured = isRow(data.configured) ? texts(data.configured.dns) : [];
  // Before Docker 25 the file does not tell its upstreams; those given by --dns are known all the same.
  const upstreams = !stub ? [] : noted.length > 0 ? noted : configured.map((address) => ({ address, fromHost: false }));
  const reachable = upstreams
    .filter((one) => one.fromHost !== true && !text(one.address).startsWith('127.'))
    .map((one) => text(one.address));
  const ofHost = upstreams.filter((one) => !reachable.includes(text(one.address))).map((one) => text(one.address));
  const words = used.length === 0 ? 'no nameserver' : `nameserver ${used.join(', ')}`;
  return {
    nameservers: used,
    ignoredNameservers: all.slice(MOST_NAMESERVERS),
    nameserversText:
      upstreams.length === 0 ? words : `${words} (asks ${upstreams.map((one) => text(one.address)).join(', ')})`,
    dockerResolver: stub,
    upstreams: reachable,
    hostUpstreams: ofHost,
    upstreamsKnown: !stub || upstreams.length > 0,
    askable: [...new Set([...used, ...reachable])],
  };
}

function nsswitch(data: Row, glibc: boolean): Facts {
  const line = text(data.nsswitch);
  const services = line.split(' ').filter((word) => word !== '' && !word.startsWith('['));
  const told = glibc && services.length > 0;
  return {
    nsswitchHosts: line,
    nsswitchCounts: glibc,
    hostsWithoutDns: told && !services.some((service) => /^(?:dns|resolve|sss|winbind|ldap|nis)$/.test(service)),
    hostsWithoutFiles: told && !services.includes('files'),
  };
}
