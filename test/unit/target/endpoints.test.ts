import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLinkLocal, parseHost } from '../../../src/target/endpoints/host.ts';
import { parseEndpointOption } from '../../../src/target/endpoints/option.ts';
import { discoverEndpoints, type EndpointSources } from '../../../src/target/endpoints.ts';
import { parseProcNetTcp } from '../../../src/target/proc-net-tcp.ts';

const nowhere: EndpointSources = { options: [], env: [], args: [], configuration: [], log: '', ownNames: [] };
const find = (from: Partial<EndpointSources>) => discoverEndpoints({ ...nowhere, ...from });
/** host:port scheme[+tls] source, as one word each, for short expectations. */
const brief = (from: Partial<EndpointSources>) =>
  find(from).endpoints.map((one) => `${one.host}:${one.port} ${one.scheme}${one.tls ? '+tls' : ''}`);

describe('in the environment', () => {
  it.each([
    [['API_URL=https://api.partner.example/v1'], ['api.partner.example:443 https+tls']],
    [['API_URL=http://api.partner.example:8080/v1?x=1'], ['api.partner.example:8080 http']],
    [['DATABASE_URL=postgres://app:s3cr%40t@db.internal/shop?sslmode=require'], ['db.internal:5432 postgres+tls']],
    [['DATABASE_URL=postgresql://app:p@ss@db:5433/shop'], ['db:5433 postgres']],
    [['SPRING_DATASOURCE_URL=jdbc:postgresql://db:5432/shop?ssl=true'], ['db:5432 postgres']],
    [['X_URL=jdbc:sqlserver://sql.example:1433;databaseName=shop;encrypt=true'], ['sql.example:1433 sqlserver+tls']],
    [['X_URL=jdbc:oracle:thin:@//ora.example:1521/svc'], ['ora.example:1521 oracle']],
    [['MONGO_URL=mongodb://u:p@m1:27017,m2:27018/db?replicaSet=r'], ['m1:27017 mongodb', 'm2:27018 mongodb']],
    [['REDIS_URL=rediss://:secret@cache.example:6380/0'], ['cache.example:6380 rediss+tls']],
    [['AMQP_URL=amqps://u:p@mq.example/vhost'], ['mq.example:5671 amqps+tls']],
    [['DSN=app:secret@tcp(mysql.example:3307)/shop?tls=true'], ['mysql.example:3307 mysql+tls']],
    [
      ['CONNECTION=Server=tcp:sql.example,1434;Initial Catalog=x;Encrypt=True;Password=y'],
      ['sql.example:1434 tcp+tls'],
    ],
    [['PG_DSN=host=db.example port=6432 user=app password=x sslmode=verify-full'], ['db.example:6432 postgres+tls']],
    [['DB_HOST=db.example', 'DB_PORT=5432'], ['db.example:5432 postgres']],
    [['PGHOST=db', 'PGPORT=6432'], ['db:6432 postgres']],
    [['REDIS_HOST=cache'], ['cache:6379 redis']],
    // What stands beside the host says whether TLS is spoken.
    [['PGHOST=db', 'PGPORT=5432', 'PGSSLMODE=verify-full'], ['db:5432 postgres+tls']],
    [['PGHOST=db', 'PGSSLMODE=prefer'], ['db:5432 postgres']],
    [['DB_HOST=db.example', 'DB_PORT=5432', 'DB_SSL_MODE=require'], ['db.example:5432 postgres+tls']],
    [['REDIS_HOST=cache', 'REDIS_PORT=6380', 'REDIS_TLS=true'], ['cache:6380 redis+tls']],
    [['REDIS_ADDR=cache:6380', 'REDIS_TLS_ENABLED=1'], ['cache:6380 redis+tls']],
    [['SMTP_HOST=mx.example', 'SMTP_PORT=587', 'SMTP_STARTTLS=required'], ['mx.example:587 smtp+tls']],
    [['HUB_HOST=hub.example', 'HUB_PORT=8443', 'HUB_TLS=false'], ['hub.example:8443 http']],
    // MySQL says something of its own first, which is not spoken here.
    [['MYSQL_HOST=db', 'MYSQL_SSL=true'], ['db:3306 mysql']],
    [['KAFKA_BROKERS=k1.example:9092,k2.example:9092'], ['k1.example:9092 kafka', 'k2.example:9092 kafka']],
    [['UPSTREAM=[2001:db8::7]:8443'], ['2001:db8::7:8443 https+tls']],
    // What sends datagrams is looked up, not connected to; over TCP it is like any other.
    [['STATSD_HOST=stats.example', 'STATSD_PORT=9125'], ['stats.example:9125 udp']],
    [['SYSLOG_TARGET=udp://logs.example:514'], ['logs.example:514 udp']],
    [['SYSLOG_TARGET=tcp://logs.example:514'], ['logs.example:514 tcp']],
    [['SYSLOG_TLS_HOST=logs.example', 'SYSLOG_TLS_PORT=6514'], ['logs.example:6514 syslogs+tls']],
    [['SYSLOG_HOST=logs.example', 'SYSLOG_PORT=1514', 'SYSLOG_PROTOCOL=tcp'], ['logs.example:1514 tcp']],
    [['LOG_TARGET=syslog+tls://logs.example'], ['logs.example:6514 syslogs+tls']],
    [['NTP_SERVER=ntp.example'], ['ntp.example:123 udp']],
    // One's own address, as others see it.
    [
      ['EXTERNAL_URL=https://shop.example', 'OAUTH_REDIRECT_URI=https://shop.example/cb', 'COOKIE_DOMAIN=shop.example'],
      [],
    ],
    [['EXTERNAL_API_URL=https://api.example'], ['api.example:443 https+tls']],
    // A port that a name only suggests is no second endpoint beside the real one; another service's is.
    [['VAULT_HOST=vault.example', 'VAULT_ADDR=https://vault.example:8243'], ['vault.example:8243 https+tls']],
    [['PARTNER_API_HOST=api.example', 'PARTNER_URL=http://api.example:8080/'], ['api.example:8080 http']],
    [
      ['POSTGRES_HOST=db', 'REDIS_URL=redis://db:6380'],
      ['db:5432 postgres', 'db:6380 redis'],
    ],
    [['PARTNER_API_HOST=api.partner.example'], ['api.partner.example:443 https+tls']],
    [['SENTRY_DSN=https://abc@o1.ingest.example/42'], ['o1.ingest.example:443 https+tls']],
  ])('%j', (env, expected) => {
    expect(brief({ env })).toEqual(expected);
  });

  it('keeps a path of plain words, and none that may hold a secret or waits by design', () => {
    const path = (url: string) => find({ env: [`API_URL=${url}`] }).endpoints.map((one) => one.path ?? '');
    expect(path('http://catalog.example:8080/v2/search?q=ping')).toEqual(['/v2/search']);
    expect(path('https://api.example/')).toEqual(['']);
    expect(path('https://chat.example/services/T0AB12CD/B0EF34GH/x9Yz7Qw2')).toEqual(['']);
    expect(path('https://api.example/events/poll?wait=25')).toEqual(['']);
    expect(path('https://api.example/jobs?wait=60')).toEqual(['']);
  });

  it('tells who takes any certificate', () => {
    const unverified = (env: string) => find({ env: env.split(' ') }).endpoints.map((one) => one.unverified === true);
    expect(unverified('DATABASE_URL=postgres://u:p@db.example/x?sslmode=require')).toEqual([true]);
    expect(unverified('PGHOST=db.example PGSSLMODE=require')).toEqual([true]);
    expect(unverified('REDIS_URL=rediss://cache.example:6380?ssl_cert_reqs=none')).toEqual([true]);
    expect(unverified('DATABASE_URL=postgres://u:p@db.example/x?sslmode=verify-full')).toEqual([false]);
    expect(unverified('DATABASE_URL=postgres://u:p@db.example/x?sslmode=require&sslrootcert=/ca.pem')).toEqual([false]);
    expect(unverified('PGHOST=db.example PGSSLMODE=require PGSSLROOTCERT=/ca.pem')).toEqual([false]);
    expect(unverified('API_URL=https://api.example')).toEqual([false]);
  });

  it('takes none of what only looks like one', () => {
    const env = [
      'HTTPS_PROXY=http://proxy.example:3128',
      'no_proxy=internal.example,10.0.0.0/8',
      'HOSTNAME=3f2a91c',
      'HOST=0.0.0.0',
      'LISTEN_ADDR=app.example:8080',
      'BIND=127.0.0.1:80',
      'REDIS_IMAGE=redis:7',
      'PHP_URL=https://www.php.net/distributions/php-8.3.tar.xz',
      'PYTHON_GET_PIP_URL=https://github.com/pypa/get-pip.py',
      'KUBERNETES_SERVICE_HOST=10.0.0.1',
      'DB_PORT_5432_TCP=tcp://172.17.0.2:5432',
      'RUN_AS=1000:1000',
      'START=12:30',
      'CONFIG=file:///etc/app.conf',
      'SRV=mongodb+srv://cluster.example/db',
      'PATH=/usr/bin:/bin',
      'GROUP=239.1.1.1:5000',
      'EMPTY=',
    ];
    expect(find({ env }).endpoints).toEqual([]);
  });

  it('only looks up a host whose port nothing tells', () => {
    expect(find({ env: ['LEDGER_HOST=ledger'] }).endpoints).toMatchObject([
      { host: 'ledger', source: 'logged', foundIn: 'environment LEDGER_HOST (no port)' },
    ]);
  });

  it('never keeps a credential', () => {
    const found = find({
      env: ['U=https://user:hunter2@api.example/x?token=hunter2', 'D=app:hunter2@tcp(db:3306)/x'],
      log: 'error: Get "https://k:hunter2@h.example/": refused',
    });
    expect(found.endpoints).toHaveLength(3);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });
});

describe('what is never touched', () => {
  it('leaves out metadata services in every spelling', () => {
    const env = [
      'A=http://169.254.169.254/latest',
      'B=http://[fe80::1]:80/',
      'C=http://[::ffff:169.254.169.254]/',
      'D=http://[fd00:ec2::254]/',
      'E=http://metadata.google.internal/',
      'F=http://2852039166/',
    ];
    const found = find({ env });
    expect(found.endpoints).toEqual([]);
    expect(found.neverTouched).toEqual(['169.254.169.254', 'fe80::1', 'fd00:ec2::254', 'metadata.google.internal']);
    expect(isLinkLocal(parseHost('0xA9FEA9FE')?.host ?? '')).toBe(true);
    expect(parseEndpointOption('169.254.169.254')).toMatchObject({ error: expect.stringContaining('never connects') });
  });

  it('marks the container itself', () => {
    const found = find({
      env: ['A=http://localhost:8080', 'B=http://127.0.0.1:9000', 'C=http://payments:80/'],
      ownNames: ['payments'],
    });
    expect(found.endpoints).toEqual([]);
    expect(found.own.map((one) => one.host)).toEqual(['localhost', '127.0.0.1', 'payments']);
  });
});

describe('in arguments and configuration files', () => {
  it('reads URLs and host:port of a command line, but not where it listens', () => {
    const args = [
      'server',
      '--upstream=api.example:8443',
      '--listen=app.example:80',
      'https://b.example/x',
      '-c',
      'wget -q -O- http://c.example:81/ | sh',
    ];
    expect(brief({ args })).toEqual(['api.example:8443 https+tls', 'b.example:443 https+tls', 'c.example:81 http']);
  });

  it('reads properties, YAML, JSON and .env', () => {
    const configuration = [
      { path: '/app/.env', text: '# API_URL=https://old.example\nexport API_URL="https://a.example"\n' },
      { path: '/app/application.properties', text: 'spring.datasource.url=jdbc:postgresql://b.example:5432/x\n' },
      { path: '/app/config.yaml', text: 'api:\n  url: https://c.example/v1\n  db_host: d.example\n' },
      {
        path: '/app/config.json',
        text: '{\n  "$schema": "https://json-schema.org/x",\n  "endpoint": "https://e.example",\n  "homepage": "https://no.example"\n}\n',
      },
    ];
    const { endpoints } = find({ configuration });
    expect(endpoints.map((one) => one.host)).toEqual(['a.example', 'b.example', 'c.example', 'e.example', 'd.example']);
    expect(endpoints[0]).toMatchObject({ foundIn: '/app/.env API_URL', source: 'used' });
  });
});

describe('in a log', () => {
  it.each([
    ['Error: getaddrinfo ENOTFOUND api.partner.example', 'api.partner.example:443'],
    ['getaddrinfo EAI_AGAIN db.internal:5432', 'db.internal:5432'],
    ['dial tcp: lookup api.partner.example on 127.0.0.11:53: no such host', 'api.partner.example:443'],
    [
      'Get "https://api.partner.example:8443/x": dial tcp 10.1.2.3:8443: connect: connection refused',
      'api.partner.example:8443',
    ],
    ['Error: connect ECONNREFUSED 10.1.2.3:5432', '10.1.2.3:5432'],
    ['curl: (6) Could not resolve host: api.partner.example', 'api.partner.example:443'],
    ["wget: bad address 'api.partner.example'", 'api.partner.example:443'],
    ['could not translate host name "db" to address: Name or service not known', 'db:443'],
    ['java.net.UnknownHostException: api.partner.example: Name does not resolve', 'api.partner.example:443'],
    [
      "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='api.partner.example', port=443): Max retries",
      'api.partner.example:443',
    ],
    ['nginx: [emerg] host not found in upstream "backend:8080" in /etc/nginx/conf.d/x.conf:3', 'backend:8080'],
    ['connection to server at "db.example" (10.0.0.7), port 5432 failed: Connection timed out', 'db.example:5432'],
    ['Failed to connect to api.example port 8443 after 3 ms: Connection refused', 'api.example:8443'],
    ['ping: api.partner.example: Temporary failure in name resolution', 'api.partner.example:443'],
  ])('%s', (line, expected) => {
    const { endpoints } = find({ log: `starting\n${line}\n` });
    expect(endpoints.map((one) => `${one.host}:${one.port}`)).toContain(expected);
    expect(endpoints.every((one) => one.source === 'logged')).toBe(true);
  });

  it('takes no address that a message points people to, nor one whose path alone speaks of trouble', () => {
    const lines = [
      'DeprecationWarning: failed to use x, see https://docs.example/errors/42 for help',
      'GET https://api.example/errors/42 200',
      'npm ERR! error: report this at https://bugs.example/new',
    ];
    expect(find({ log: lines.join('\n') }).endpoints).toEqual([]);
    expect(find({ log: 'ERROR: POST https://api.example/v1 failed' }).endpoints).toMatchObject([
      { host: 'api.example' },
    ]);
  });

  it('takes nothing from lines without trouble', () => {
    expect(
      find({ log: '10.0.0.1 GET / 200 "https://referer.example/page"\nlistening on 0.0.0.0:80\n' }).endpoints,
    ).toEqual([]);
  });

  it('does not name again what is used', () => {
    const found = find({ env: ['A=https://api.example:8443'], log: 'getaddrinfo ENOTFOUND api.example' });
    expect(found.endpoints).toMatchObject([{ host: 'api.example', port: 8443, source: 'used' }]);
  });
});

describe('--endpoint', () => {
  it.each([
    ['api.example', 'api.example', 443, true],
    ['api.example:5432', 'api.example', 5432, false],
    ['[2001:db8::1]:8443', '2001:db8::1', 8443, true],
    ['2001:db8::1', '2001:db8::1', 443, true],
    ['API.Example.', 'api.example', 443, true],
    ['http://api.example/health', 'api.example', 80, false],
    ['localhost:8080', 'localhost', 8080, false],
  ])('%s', (text, host, port, tls) => {
    expect(parseEndpointOption(text)).toMatchObject({ host, port, tls, source: 'option' });
  });

  it.each(['', 'a b', 'x:0', 'x:70000', '-x', 'http://', '[::1', 'x:y', '1.2.3'])(
    'refuses %j with one line',
    (text) => {
      const parsed = parseEndpointOption(text);
      expect(parsed).toHaveProperty('error');
      expect('error' in parsed && parsed.error).not.toContain('\n');
    },
  );
});

describe('in configuration', () => {
  const inFile = (path: string, text: string) =>
    find({ configuration: [{ path, text }] }).endpoints.map(({ host, port, source, foundIn }) => ({
      host,
      port,
      source,
      foundIn,
    }));

  it('reads JSON, on one line too, by the keys that lead to a value', () => {
    const json =
      '{"$schema":"https://schema.example/x","billing":{"baseUrl":"https://billing.example:8443/api","timeoutMs":5000},"PaymentGateway":{"Host":"pay.example","Port":443},"brokers":["b1.example:9092","b2.example:9092"]}';
    expect(inFile('/app/config.json', json)).toEqual([
      { host: 'billing.example', port: 8443, source: 'used', foundIn: '/app/config.json billing.baseUrl' },
      {
        host: 'pay.example',
        port: 443,
        source: 'used',
        foundIn: '/app/config.json PaymentGateway.Host and PAYMENT_GATEWAY__PORT',
      },
      { host: 'b1.example', port: 9092, source: 'used', foundIn: '/app/config.json brokers' },
      { host: 'b2.example', port: 9092, source: 'used', foundIn: '/app/config.json brokers' },
    ]);
  });

  it('reads beside a host whether TLS is spoken', () => {
    const text =
      '{"backend":{"host":"till.example","port":7443,"tls":true},"db":{"host":"pg","port":5432,"sslmode":"require"}}';
    expect(brief({ configuration: [{ path: '/etc/kiosk.json', text }] })).toEqual([
      'till.example:7443 tcp+tls',
      'pg:5432 postgres+tls',
    ]);
    const yaml = 'cache:\n  host: cache.example\n  port: 6380\n  tls: yes\n';
    expect(brief({ configuration: [{ path: '/etc/x.yaml', text: yaml }] })).toEqual(['cache.example:6380 tcp+tls']);
  });

  it('reads YAML, TOML and INI with what stands above a line', () => {
    const yaml =
      'upstreams:\n  orders:\n    url: https://orders.example  # theirs\n    retries: 3\ndatabase:\n  host: "db.example"\n  port: 5432\nbrokers:\n  - k1.example:9092\n';
    expect(inFile('a.yaml', yaml).map(({ host, port }) => `${host}:${port}`)).toEqual([
      'orders.example:443',
      'db.example:5432',
      'k1.example:9092',
    ]);
    const toml = '[cache.main]\nhost = "cache.example"\nport = 6379\n[docs]\nurl = "https://docs.example/"\n';
    expect(inFile('a.toml', toml).map(({ host, port }) => `${host}:${port}`)).toEqual(['cache.example:6379']);
    const properties =
      'server.port=8080\npartner.base-url=https://partner.example:8443/rest\nspring.redis.host=redis.example\n';
    expect(inFile('a.properties', properties).map(({ host, port }) => `${host}:${port}`)).toEqual([
      'partner.example:8443',
      'redis.example:6379',
    ]);
  });

  it('takes the issuer of tokens for a name, and a name in code for a host', () => {
    expect(
      find({ env: ['JWT_ISSUER=https://issuer.example/', 'TOKEN_AUDIENCE=https://me.example'] }).endpoints,
    ).toEqual([]);
    const code = 'import socket\ns=socket.create_connection(("metrics.example",9443))';
    expect(find({ args: ['python3', '-c', code] }).endpoints).toMatchObject([{ host: 'metrics.example', port: 9443 }]);
  });
});

it('copes with garbage of any kind, quickly', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 2000 }), (text) => {
      discoverEndpoints({
        options: [text],
        env: [`A_URL=${text}`, `A_HOST=${text}`],
        args: [text],
        configuration: [
          { path: 'x', text },
          { path: 'y', text: `{"a": ${JSON.stringify(text)}}` },
        ],
        log: `error ${text}`,
        ownNames: [],
      });
    }),
    { numRuns: 200 },
  );
  const long = `error ${'a.'.repeat(50_000)} ${'https://a@'.repeat(20_000)} ${'lookup '.repeat(20_000)}`;
  const began = performance.now();
  find({ log: long, env: [`A_URL=${long}`, `B_HOST=${long}`, `C=${'host='.repeat(50_000)}`] });
  expect(performance.now() - began).toBeLessThan(1500);
});

it('reads /proc/net/tcp of both families', () => {
  const text = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 12345 1 0000
   1: 020011AC:C350 0A00020A:01BB 01 00000000:00000000 02:000003E8 00000000  1000        0 12346 2 0000
   2: 0000000000000000FFFF0000020011AC:C351 B80D0120000000000000000001000000:01BB 06 0:0 0:0 0 0 0 0 1 0
   garbage: zz`;
  expect(parseProcNetTcp(text)).toMatchObject([
    { localAddress: '127.0.0.1', localPort: 8080, state: 'listen', uid: 1000, inode: 12345 },
    { localAddress: '172.17.0.2', remoteAddress: '10.2.0.10', remotePort: 443, state: 'established' },
    { localAddress: '172.17.0.2', remoteAddress: '2001:db8::1', state: 'time-wait' },
  ]);
});

it('takes no word of a sentence for a host', () => {
  const log =
    'ERROR could not translate host name "db.internal" to address: Name or service not known\nmysql: error: Try again';
  expect(find({ log }).endpoints.map(({ host }) => host)).toEqual(['db.internal']);
  expect(find({ log: 'ping: redis: Temporary failure in name resolution' }).endpoints).toMatchObject([
    { host: 'redis' },
  ]);
});

describe('in the script that the command runs', () => {
  const script = (...lines: string[]) => [{ path: '/opt/gate/gate.js', text: lines.join('\n') }];
  const hosts = (from: Partial<EndpointSources>) =>
    find(from).endpoints.map(({ host, port, source }) => ({ host, port, source }));

  it('names the host where nothing else does', () => {
    const scripts = script("const TICKETS = 'https://tickets.example/validate';", 'poll(TICKETS)');
    expect(hosts({ scripts })).toEqual([{ host: 'tickets.example', port: 443, source: 'used' }]);
    expect(hosts({ scripts: script('s.connect(("broker.example", 1883))') })).toEqual([
      { host: 'broker.example', port: 1883, source: 'used' },
    ]);
  });

  it('is not looked at where the environment names one', () => {
    const scripts = script("const OLD = 'https://old.example/';");
    expect(hosts({ scripts, env: ['TICKETS_URL=https://tickets.example'] }).map(({ host }) => host)).toEqual([
      'tickets.example',
    ]);
  });

  it('proves nothing by the default of what is set, a comment, a message or a list of several', () => {
    const otherwise = script('u = os.environ.get("U", "https://default.example")');
    expect(hosts({ scripts: otherwise, env: ['U=on'] })).toEqual([]);
    expect(hosts({ scripts: script('// see https://docs.example/api', '# https://wiki.example') })).toEqual([]);
    expect(hosts({ scripts: script('echo "ask https://help.example"', 'log.info("https://a.example")') })).toEqual([]);
    const several = ['test', 'staging', 'live'].map((name) => `${name}: 'https://${name}.example',`);
    expect(hosts({ scripts: script(...several) })).toEqual([]);
  });
});
