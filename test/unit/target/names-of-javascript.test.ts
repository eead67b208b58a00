import { describe, expect, it } from 'vitest';
import { scriptArgument, unwrap } from '../../../src/target/entrypoint/wrappers.ts';

describe('names that JavaScript knows', () => {
  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'a program called %s is a program like any other',
    (name) => {
      expect(unwrap([`/usr/bin/${name}`, '-x', 'server'])).toBeNull();
      expect(scriptArgument([name, 'app.py'])).toBeNull();
    },
  );
});
