import { describe, expect, it } from 'vitest';
import { readOrigins, relyingPartyAt } from './origins.ts';

describe('CONSOLE_ORIGINS', () => {
  it('reads as origins the way browsers write them, each once', () => {
    expect(readOrigins(' https://Vedette.Example.com/ ,http://localhost:8787,https://vedette.example.com:443')).toEqual(
      ['https://vedette.example.com', 'http://localhost:8787'],
    );
  });
  it.each([undefined, '', ' , ', 'vedette.example.com', 'javascript:alert(1)', 'null'])('%j names none', (text) => {
    expect(readOrigins(text)).toEqual([]);
  });
});

describe('a relying party', () => {
  const origins = ['https://vedette.example.com', 'http://localhost:8787'];
  it('is named by the host of a known origin', () => {
    expect(relyingPartyAt(origins, 'http://localhost:8787')).toEqual({
      ok: true,
      value: { origin: 'http://localhost:8787', rpId: 'localhost' },
    });
  });
  it.each(['https://example.com', 'http://vedette.example.com', 'https://vedette.example.com.evil.example', ''])(
    'is none at %j',
    (origin) => {
      expect(JSON.stringify(relyingPartyAt(origins, origin))).toContain('CONSOLE_ORIGINS');
    },
  );
});
