import { describe, expect, it } from 'vitest';
import { scripts } from '../../../src/extract/scripts.ts';
import { context, told } from './context.ts';

const refusal = (log: string[], busybox: string[] = []) =>
  scripts.extract([told({ path: '', text: '', busybox, log })], context());

describe('refusals of BusyBox in the log', () => {
  it('an applet that the build lacks is named, by whatever it was called', () => {
    expect(refusal(['httpd: applet not found'])).toMatchObject({ refusedSeen: true, tool: 'httpd' });
    expect(refusal(['/entry.sh: line 3: nc: applet not found'])).toMatchObject({ refusedSeen: true, tool: 'nc' });
  });

  it('an option is refused by BusyBox only where the tool is BusyBox, or its banner follows', () => {
    const line = 'grep: unrecognized option: P';
    expect(refusal([line])).toMatchObject({ refusedSeen: false });
    expect(refusal([line], ['grep'])).toMatchObject({ refusedSeen: true, tool: 'grep' });
    expect(refusal([line, 'BusyBox v1.36.1 multi-call binary.'])).toMatchObject({ refusedSeen: true });
  });

  it('other things that are not found are none', () => {
    expect(refusal(['GET /applet not found', 'java.applet not found', 'plugin applet not found'])).toMatchObject({
      refusedSeen: false,
    });
  });
});
