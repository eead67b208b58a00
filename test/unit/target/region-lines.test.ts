import { describe, expect, it } from 'vitest';
import { localeRefused, zoneNotFound } from '../../../src/target/region-lines.ts';

describe('a zone that a runtime did not find', () => {
  it.each([
    ["run postponed: ZoneInfoNotFoundError 'No time zone found with key Europe/Lisbon'", 'Europe/Lisbon'],
    ['panic: unknown time zone America/Argentina/Salta', 'America/Argentina/Salta'],
    ['Asia/Kolkata not found in timezone database', 'Asia/Kolkata'],
    ['user asked for an unknown time zone', ''],
    ['unknown time zone Europe/Lisbon, falling back to UTC', ''],
    ['java.time.zone.ZoneRulesException: Unknown time-zone ID: Mars/Phobos', ''],
  ])('%s', (line, zone) => expect(zoneNotFound([line])).toBe(zone));
});

describe('a locale that the C library refused', () => {
  it('is named by the line, or by the traceback above it', () => {
    expect(localeRefused(['bash: warning: setlocale: LC_ALL: cannot change locale (nb_NO.UTF-8)'])).toBe('nb_NO.UTF-8');
    const traceback = [
      'Traceback (most recent call last):',
      '  File "/app/rep.py", line 4, in <module>',
      '    locale.setlocale(locale.LC_ALL, "fr_FR.UTF-8")',
      '  File "/usr/lib/python3.11/locale.py", line 626, in setlocale',
      '    return _setlocale(category, locale)',
      'locale.Error: unsupported locale setting',
    ];
    expect(localeRefused(traceback)).toBe('fr_FR.UTF-8');
  });

  it('is named by the list that Perl prints below its warning', () => {
    const perl = [
      'perl: warning: Setting locale failed.',
      'perl: warning: Please check that your locale settings:',
      '\tLANGUAGE = (unset),',
      '\tLC_ALL = "sv_SE.UTF-8",',
    ];
    expect(localeRefused(perl)).toBe('sv_SE.UTF-8');
  });

  it('is none where no name stands, and in lines about other things', () => {
    expect(localeRefused(['locale.Error: unsupported locale setting'])).toBe('');
    expect(localeRefused(['rendering with fr_FR.UTF-8', 'GET /de_DE/index 404'])).toBe('');
    expect(localeRefused(['could not set locale fr_FR.UTF-8, falling back to C'])).toBe('');
  });
});
