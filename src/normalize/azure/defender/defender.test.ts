import { describe, expect, it } from 'vitest';
import { cloudAlert, xdrAlert } from '../../../ingest/sources/azure/samples.ts';
import { defender } from './index.ts';
import { tacticsOf } from './tactics.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
type Obj = Record<string, unknown>;
const api = (alert: Obj): Obj => ({
  id: '/subscriptions/0b9d6e1a-52f4-4c7d-8e2b-6f13a0c4d7e9/providers/Microsoft.Security/locations/westeurope/alerts/1',
  type: 'Microsoft.Security/Locations/alerts',
  properties: Object.fromEntries(Object.entries(alert).map(([k, v]) => [k.charAt(0).toLowerCase() + k.slice(1), v])),
});

describe('an alert of Defender for Cloud', () => {
  it('is the same by its export and by its API', () => {
    const exported = cloudAlert(NOW);
    const { TimeGenerated, ProcessingEndTime, ...rest } = exported;
    const byApi = api({ ...rest, timeGeneratedUtc: TimeGenerated, processingEndTimeUtc: ProcessingEndTime });
    expect(defender.facts(byApi)).toEqual(defender.facts(exported));
    expect(defender.entities(byApi)).toEqual(defender.entities(exported));
    expect(defender.verdict(byApi)).toEqual(defender.verdict(exported));
  });

  it('is another event when it changes', () => {
    const later = { ...cloudAlert(NOW), ProcessingEndTime: new Date(NOW + 60_000).toISOString() };
    const [one, two] = [defender.facts(cloudAlert(NOW)), defender.facts(later)];
    expect(one.ok && two.ok && one.value.uid !== two.value.uid).toBe(true);
  });

  it('names hosts, files, names and links', () => {
    const record = {
      ...cloudAlert(NOW),
      Entities: [
        { Type: 'host', HostName: 'web-1', AzureID: '/subscriptions/0b9d6e1a/resourceGroups/Shop/x/Web-1/' },
        { Type: 'filehash', Algorithm: 'SHA256', Value: 'A'.repeat(64) },
        { Type: 'dns', DomainName: 'Evil.example.com' },
        { Type: 'url', Url: 'https://user@bad.example.com/a' },
        { $ref: '1' },
        { Type: 'unheard-of' },
        'text',
      ],
    };
    expect(defender.entities(record).map((e) => `${e.type} ${e.id}`)).toEqual([
      `resource ${record.AzureResourceId.toLowerCase()}`,
      'resource /subscriptions/0b9d6e1a/resourcegroups/shop/x/web-1',
      `hash ${'a'.repeat(64)}`,
      'domain evil.example.com',
      'domain bad.example.com',
    ]);
    expect(defender.observables(record)).toContainEqual(['url', 'https://user@bad.example.com/a']);
  });
});

describe('the verdict', () => {
  it.each(['Resolved', 'Dismissed', 'resolved'])('is none of one that is %s', (status) => {
    expect(defender.verdict({ ...cloudAlert(NOW), Status: status })).toBeUndefined();
    expect(defender.verdict({ ...xdrAlert(NOW), status })).toBeUndefined();
  });

  it.each([
    ['informational', 1],
    ['low', 2],
    ['medium', 3],
    ['high', 4],
    ['of another word', 1],
  ])('of severity %s counts %i', (severity, counts) => {
    expect(defender.verdict({ ...xdrAlert(NOW), severity })?.severity).toBe(counts);
  });

  it('bears techniques however they are written', () => {
    const row = { AlertId: '1', Title: 't', AttackTechniques: '["Valid Accounts (T1078)","Phishing (T1566.002)"]' };
    const record = { time: new Date(NOW).toISOString(), category: 'AdvancedHunting-AlertInfo', properties: row };
    expect(defender.verdict(record)?.techniques).toEqual(['T1078', 'T1566.002']);
  });
});

it.each([
  ['InitialAccess', ['initial-access']],
  ['PreAttack, Exploitation', ['reconnaissance', 'initial-access']],
  ['CommandAndControl', ['command-and-control']],
  ['Malware', []],
  ['', []],
  ['constructor', []],
])('the intent %j is of the tactics %j', (intent, tactics) => {
  expect(tacticsOf(intent)).toEqual(tactics);
});
