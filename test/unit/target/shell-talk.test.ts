import { describe, expect, it } from 'vitest';
import { withoutTalk } from '../../../src/target/endpoints/shell-talk.ts';
import { discoverEndpoints } from '../../../src/target/endpoints.ts';

const hosts = (code: string): string[] =>
  discoverEndpoints({
    options: [],
    env: [],
    args: ['sh', '-c', code],
    configuration: [],
    log: '',
    ownNames: [],
  }).endpoints.map((one) => one.host);

describe('addresses on a command line', () => {
  it("in what is only said are nobody's endpoints", () => {
    expect(hosts('echo docs: https://handbook.example/x; echo see http://bugs.example:81/ >&2; exec sleep 1')).toEqual(
      [],
    );
    expect(hosts('printf "%s\\n" "https://handbook.example/a;b" && exec sleep 1')).toEqual([]);
    expect(hosts('exec sleep 9 # https://handbook.example/')).toEqual([]);
    expect(hosts('if true; then echo https://handbook.example; fi; exec server')).toEqual([]);
  });

  it('in what is used, piped on or written into a file stay', () => {
    expect(hosts('echo start; curl -s https://api.example/x | sh')).toEqual(['api.example']);
    expect(hosts('echo https://api.example/x | xargs curl')).toEqual(['api.example']);
    expect(hosts('echo "url=http://api.example:81" > /etc/app.conf; exec app')).toEqual(['api.example']);
    expect(hosts('wget -q "http://a.example:81/?x=1&y=2"; sleep 1')).toEqual(['a.example']);
    expect(hosts("echo don't; curl http://a.example:81")).toEqual(['a.example']);
    expect(hosts('exec agent --to=http://a.example:81 2>&1')).toEqual(['a.example']);
  });

  it('gives a line without any talk back as it is', () => {
    for (const code of ['https://a.example/#top', 'exec app --url http://a.example', "a 'b # c' d"]) {
      expect(withoutTalk(code).replace(/\s+$/, '')).toContain(code.slice(0, 5));
    }
    expect(withoutTalk('exec app --url http://a.example')).toBe('exec app --url http://a.example');
  });
});
