/** What is usually spoken on a port, or under a scheme. */
export interface Service {
  readonly scheme: string;
  readonly port: number;
  /** TLS from the first byte. */
  readonly tls: boolean;
  /** TLS, and any certificate will do. */
  readonly unverified?: boolean;
}

const service = (scheme: string, port: number, tls = false): Service => ({ scheme, port, tls });

/** The scheme of what sends datagrams and expects no answer: nothing is connected to there, and nothing can be blamed. */
export const DATAGRAMS = 'udp';

/** By the scheme of a URL. */
export const SCHEMES: Readonly<Record<string, Service>> = {
  https: service('https', 443, true),
  http: service('http', 80),
  wss: service('https', 443, true),
  ws: service('http', 80),
  grpcs: service('https', 443, true),
  postgres: service('postgres', 5432),
  postgresql: service('postgres', 5432),
  pgsql: service('postgres', 5432),
  mysql: service('mysql', 3306),
  mysql2: service('mysql', 3306),
  mariadb: service('mysql', 3306),
  sqlserver: service('sqlserver', 1433),
  mssql: service('sqlserver', 1433),
  oracle: service('oracle', 1521),
  mongodb: service('mongodb', 27_017),
  redis: service('redis', 6379),
  rediss: service('rediss', 6379, true),
  amqp: service('amqp', 5672),
  amqps: service('amqps', 5671, true),
  kafka: service('kafka', 9092),
  nats: service('nats', 4222),
  mqtt: service('mqtt', 1883),
  mqtts: service('mqtts', 8883, true),
  ldap: service('ldap', 389),
  ldaps: service('ldaps', 636, true),
  smtp: service('smtp', 25),
  smtps: service('smtps', 465, true),
  imap: service('imap', 143),
  imaps: service('imaps', 993, true),
  ftp: service('ftp', 21),
  sftp: service('ssh', 22),
  ssh: service('ssh', 22),
  memcached: service('memcached', 11_211),
  cassandra: service('cassandra', 9042),
  clickhouse: service('clickhouse', 9000),
  zookeeper: service('zookeeper', 2181),
  elasticsearch: service('http', 9200),
  etcd: service('http', 2379),
  sb: service('amqps', 5671, true),
  udp: service(DATAGRAMS, 0),
  statsd: service(DATAGRAMS, 8125),
  dogstatsd: service(DATAGRAMS, 8125),
  syslog: service(DATAGRAMS, 514),
  syslogs: service('syslogs', 6514, true),
  ntp: service(DATAGRAMS, 123),
  snmp: service(DATAGRAMS, 161),
  gelf: service(DATAGRAMS, 12_201),
  coap: service(DATAGRAMS, 5683),
};

/** By port, where no scheme says it. */
const PORTS: Readonly<Record<number, Service>> = {
  22: service('ssh', 22),
  25: service('smtp', 25),
  53: service(DATAGRAMS, 53),
  80: service('http', 80),
  123: service(DATAGRAMS, 123),
  161: service(DATAGRAMS, 161),
  389: service('ldap', 389),
  443: service('https', 443, true),
  465: service('smtps', 465, true),
  514: service(DATAGRAMS, 514),
  587: service('smtp', 587),
  636: service('ldaps', 636, true),
  993: service('imaps', 993, true),
  995: service('pop3s', 995, true),
  1433: service('sqlserver', 1433),
  1521: service('oracle', 1521),
  3269: service('ldaps', 3269, true),
  3306: service('mysql', 3306),
  5432: service('postgres', 5432),
  5671: service('amqps', 5671, true),
  5672: service('amqp', 5672),
  6379: service('redis', 6379),
  6831: service(DATAGRAMS, 6831),
  6832: service(DATAGRAMS, 6832),
  6443: service('https', 6443, true),
  6514: service('syslogs', 6514, true),
  8080: service('http', 8080),
  8125: service(DATAGRAMS, 8125),
  8443: service('https', 8443, true),
  8883: service('mqtts', 8883, true),
  9042: service('cassandra', 9042),
  9092: service('kafka', 9092),
  9200: service('http', 9200),
  9443: service('https', 9443, true),
  11211: service('memcached', 11_211),
  27017: service('mongodb', 27_017),
};

/** What a port suggests; plain tcp where it suggests nothing. */
export function serviceOfPort(port: number): Service {
  return PORTS[port] ?? service('tcp', port);
}

/** What the name of a variable suggests: REDIS_HOST, PGHOST, KAFKA_BROKERS. */
const NAMES: readonly (readonly [RegExp, Service])[] = [
  [/REDIS|VALKEY/, service('redis', 6379)],
  [/POSTGRES|^PG|_PG_|PGSQL/, service('postgres', 5432)],
  [/MYSQL|MARIADB/, service('mysql', 3306)],
  [/MONGO/, service('mongodb', 27_017)],
  [/KAFKA/, service('kafka', 9092)],
  [/RABBIT|AMQP/, service('amqp', 5672)],
  [/ELASTIC|OPENSEARCH/, service('http', 9200)],
  [/MEMCACHE/, service('memcached', 11_211)],
  [/LDAPS/, service('ldaps', 636, true)],
  [/LDAP/, service('ldap', 389)],
  [/SMTP|MAIL/, service('smtp', 25)],
  [/NATS/, service('nats', 4222)],
  [/CASSANDRA/, service('cassandra', 9042)],
  [/MSSQL|SQLSERVER/, service('sqlserver', 1433)],
  [/VAULT/, service('https', 8200, true)],
  [/STATSD/, service(DATAGRAMS, 8125)],
  // RFC 5425; RFC 6587 over TCP.
  [/SYSLOG\w{0,40}(?:TLS|SSL)|(?:TLS|SSL)_?SYSLOG/, service('syslogs', 6514, true)],
  [/(?:SYSLOG|GELF|GRAYLOG)\w{0,40}TCP/, service('tcp', 514)],
  [/SYSLOG/, service(DATAGRAMS, 514)],
  [/(?:^|_)S?NTP(?:_|$)/, service(DATAGRAMS, 123)],
  [/(?:^|_)SNMP(?:_|$)/, service(DATAGRAMS, 161)],
  [/GELF|GRAYLOG/, service(DATAGRAMS, 12_201)],
];

export function serviceOfName(name: string): Service | null {
  const upper = name.toUpperCase();
  return NAMES.find(([pattern]) => pattern.test(upper))?.[1] ?? null;
}
