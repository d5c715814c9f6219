import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { OcsfEvent } from '../../contracts/event.ts';
import { compileRules } from '../compile-rules.ts';
import { openCountries } from './country.ts';
import { viewsOf, type Reader, type ViewFacts } from './views.ts';

const countries = openCountries(readFileSync(join(import.meta.dirname, 'countries.bin')));
const facts = { time: Date.UTC(2026, 4, 1, 23, 59), region: 'eu-central-1' };
const reader = (address: string): Reader<ViewFacts> => ({
  entities: () => [
    { type: 'principal', id: 'ann', role: 'actor' },
    { type: 'access_key', id: 'AKIAEXAMPLEANN000001', role: 'actor' },
    { type: 'ip', id: address, role: 'source' },
  ],
  toOcsf: () => ({ class_uid: 6003, api: { operation: 'Do' } }) as OcsfEvent,
});

describe('views of an event', () => {
  it('tell what an event is besides its record', () => {
    expect(viewsOf(reader('200.160.2.3'), facts, {}, countries).vedette!()).toEqual({
      hour_utc: 23,
      source_country: 'BR',
      source_private: false,
      principal: 'ann',
      access_key: 'AKIAEXAMPLEANN000001',
      region: 'eu-central-1',
    });
  });

  it('without a table of countries only that is missing', () => {
    expect(viewsOf(reader('200.160.2.3'), facts, {}, undefined).vedette!()).not.toHaveProperty('source_country');
  });

  it('a private address has no country', () => {
    const view = viewsOf(reader('10.0.0.7'), facts, {}, countries).vedette!();
    expect(view).toMatchObject({ source_private: true });
    expect(view).not.toHaveProperty('source_country');
  });

  it('are made once, and only if a rule asks for them', () => {
    const r = reader('200.160.2.3');
    const entities = vi.spyOn(r, 'entities');
    const { engine } = compileRules([
      {
        path: 'a.yml',
        text: [
          'title: From Brazil at night',
          'id: 5b1d2f60-6a6e-4a63-9d59-9d8a3a3b1c01',
          'logsource: { product: aws }',
          'detection:',
          '  s: { eventName: Do, vedette.source_country: br, vedette.hour_utc|gte: 22 }',
          '  condition: s',
        ].join('\n'),
      },
    ]);
    const source = { product: 'aws', service: 'cloudtrail' };
    const match = (eventName: string) => engine.match(source, { eventName }, viewsOf(r, facts, {}, countries));
    expect(match('Else')).toHaveLength(0);
    expect(entities).not.toHaveBeenCalled();
    expect(match('Do')).toHaveLength(1);
    expect(entities).toHaveBeenCalledTimes(1);
  });
});
