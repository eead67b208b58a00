import { describe, expect, it } from 'vitest';
import { endpointsInCommands } from '../../../src/target/endpoints/from-commands.ts';
import { endpointsInScript } from '../../../src/target/endpoints/from-script.ts';

const used = (path: string, text: string, env: string[] = []) =>
  endpointsInScript({ path, text }, env)
    .filter(({ source }) => source === 'used')
    .map(({ host, port }) => `${host}:${port}`);

describe('hosts in a script’s own text', () => {
  it.each([
    ['a URL that is set', 'URL = "https://feed.acme.example:8446/x"', 'feed.acme.example:8446'],
    ['a URL that is asked', 'requests.get("https://api.acme.example/v1", timeout=3)', 'api.acme.example:443'],
    ['a host and a port', 'socket.create_connection(("db.acme.example", 5433), 3)', 'db.acme.example:5433'],
    ['a setting with its port', 'DB_HOST = "pg.acme.example"\nDB_PORT = 5436', 'pg.acme.example:5436'],
  ])('of Python: %s', (_what, text, host) => {
    expect(used('/srv/app.py', text)).toContain(host);
  });

  it.each([
    ['what it says to people', 'print("see https://wiki.acme.example/help")'],
    ['its comments', '# https://old.acme.example was the address'],
    ['its description', '"""Talks to url = https://about.acme.example"""\nx = 1'],
    ['who it says it is', 'headers = {"User-Agent": "bot (+https://bot.acme.example)"}'],
    ['where it listens', 'HTTPServer(("0.0.0.0", 8080), Handler)\nserver.bind(("127.0.0.1", 9000))'],
  ])('are not %s', (_what, text) => {
    expect(used('/srv/app.py', text).filter((one) => !/^(?:0\.0\.0\.0|127)/.test(one))).toEqual([]);
  });

  it('are the default of a variable only where that is not set', () => {
    const code = 'URL = os.environ.get("API_URL", "https://fallback.acme.example")';
    expect(used('/srv/app.py', code)).toEqual(['fallback.acme.example:443']);
    expect(used('/srv/app.py', code, ['API_URL=https://real.acme.example'])).toEqual([]);
    const shell = ['curl -fsS "$', '{API_URL:-https://fallback.acme.example}/x"'].join('');
    expect(used('/srv/poll.sh', shell)).toEqual(['fallback.acme.example:443']);
    expect(used('/srv/poll.sh', shell, ['API_URL=https://real.acme.example'])).toEqual(['real.acme.example:443']);
  });

  it('of a shell are those of its commands, not what it echoes', () => {
    const text =
      '#!/bin/sh\necho see https://wiki.acme.example\nwget -q -O- http://poll.acme.example:8081/x || echo failed';
    expect(used('/srv/poll', text)).toEqual(['poll.acme.example:8081']);
  });
});

describe('hosts of a shell’s commands', () => {
  const from = { foundIn: 'command line', source: 'used' as const };
  it.each([
    ['nc -w 3 db 5432 </dev/null', 'db:5432 used'],
    ['openssl s_client -servername x -connect api.acme.example:8443', 'api.acme.example:8443 used'],
    ['exec 3<>/dev/tcp/mq.acme.example/5672', 'mq.acme.example:5672 used'],
    ['while :; do mysql -h my.acme.example -P 3307 -e "select 1"; done', 'my.acme.example:3307 used'],
    ['psql --host=pg.acme.example app', 'pg.acme.example:5432 used'],
    ['getent hosts cache.acme.example || echo failed', 'cache.acme.example:443 logged'],
  ])('%s', (command, expected) => {
    expect(endpointsInCommands(command, from).map((one) => `${one.host}:${one.port} ${one.source}`)).toEqual([
      expected,
    ]);
  });

  it('are none where nothing is connected to', () => {
    expect(endpointsInCommands('exec gunicorn -b 0.0.0.0:8000 app:api; du -h /srv; nc -l 8080', from)).toEqual([]);
  });

  it('take time in proportion to the text', () => {
    const began = performance.now();
    endpointsInCommands(`nc ${'-a '.repeat(20_000)}`, from);
    endpointsInScript({ path: '/a.py', text: `url = ${'x.'.repeat(400)}\n`.repeat(80) }, []);
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});
