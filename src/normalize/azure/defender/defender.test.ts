import { describe, expect, it } from 'vitest';
import { cloudAlert, riskEvent, xdrAlert } from '../../../ingest/sources/azure/samples.ts';
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

it('an alert names files by their hashes and pods by their path, also where one entity points to another', () => {
  const record = {
    ...cloudAlert(NOW),
    Entities: [
      { $id: '1', Type: 'K8s-namespace', Name: 'shop' },
      { $id: '2', Type: 'K8s-pod', Name: 'cart-1', Namespace: { $ref: '1' } },
      {
        $id: '3',
        Type: 'file',
        Name: 'x',
        FileHashes: [{ Type: 'filehash', Algorithm: 'SHA256', Value: 'B'.repeat(64) }],
      },
      { $id: '4', Type: 'process', ImageFile: { $ref: '3' } },
    ],
  };
  const found = defender.entities(record).map((e) => `${e.type} ${e.id}`);
  expect(found).toEqual(expect.arrayContaining(['resource namespaces/shop/pods/cart-1', `hash ${'b'.repeat(64)}`]));
});

it('an incident counts beside its alerts, by its own name and id', () => {
  const incident = {
    id: '28282',
    incidentWebUrl: 'https://security.example.com/incidents/28282',
    displayName: 'Stolen credentials on several hosts',
    status: 'active',
    severity: 'high',
    createdDateTime: new Date(NOW).toISOString(),
    lastUpdateDateTime: new Date(NOW).toISOString(),
  };
  const facts = defender.facts(incident);
  expect(facts.ok && facts.value.uid.startsWith('incident/28282:')).toBe(true);
  expect(defender.verdict(incident)).toMatchObject({ severity: 4, title: incident.displayName });
  expect(defender.verdict({ ...incident, status: 'resolved' })).toBeUndefined();
});

it('the sum of a user’s risks is the same exported and by Graph', () => {
  const properties = {
    id: '3f2c9a64-1b7e-4d08-a5c3-9e6d2f8b1a70',
    riskState: 'atRisk',
    riskLevel: 'high',
    riskDetail: 'none',
    riskLastUpdatedDateTime: new Date(NOW).toISOString(),
    userPrincipalName: 'ida@example.com',
  };
  const exported = { time: new Date(NOW).toISOString(), category: 'RiskyUsers', properties };
  expect(defender.verdict(properties)).toEqual(defender.verdict(exported));
  expect(defender.facts(properties)).toMatchObject({ ok: true });
  expect(defender.entities(properties)).toEqual(defender.entities(exported));
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

describe('a risk of Entra ID Protection', () => {
  it('is a finding about the person and the address, by an export and by Graph', () => {
    for (const record of [riskEvent(NOW), riskEvent(NOW).properties]) {
      expect(defender.verdict(record)).toMatchObject({
        ruleId: 'azure.defender:unlikelyTravel',
        severity: 3,
        techniques: ['T1078.004'],
        tactics: ['initial-access'],
      });
      expect(defender.entities(record).map((e) => `${e.role} ${e.type} ${e.id}`)).toEqual([
        'actor principal 3f2c9a64-1b7e-4d08-a5c3-9e6d2f8b1a70',
        'actor user ida@example.com',
        'source ip 203.0.113.40',
      ]);
    }
  });

  it.each(['remediated', 'dismissed', 'confirmedSafe'])('is none once it is %s', (riskState) => {
    const base = riskEvent(NOW);
    expect(defender.verdict({ ...base, properties: { ...base.properties, riskState } })).toBeUndefined();
  });

  it('that adds up what was detected of a person is about the person', () => {
    const record = {
      time: new Date(NOW).toISOString(),
      category: 'RiskyUsers',
      tenantId: '6a2f1c9e-4d7b-4e83-9f50-1b3c5d7e9a24',
      properties: {
        id: '3f2c9a64-1b7e-4d08-a5c3-9e6d2f8b1a70',
        userPrincipalName: 'ida@example.com',
        riskLastUpdatedDateTime: new Date(NOW - 60_000).toISOString(),
        riskState: 'atRisk',
        riskLevel: 'medium',
      },
    };
    expect(defender.facts(record)).toMatchObject({ ok: true, value: { time: NOW - 60_000 } });
    expect(defender.verdict(record)).toMatchObject({
      ruleId: 'azure.defender:riskyUser',
      title: 'User at risk',
      severity: 3,
    });
    expect(defender.entities(record).map((e) => `${e.role} ${e.type} ${e.id}`)).toEqual([
      'actor principal 3f2c9a64-1b7e-4d08-a5c3-9e6d2f8b1a70',
      'actor user ida@example.com',
    ]);
  });

  it('of an application is about the application', () => {
    const { userId: _, userPrincipalName: __, ...rest } = riskEvent(NOW).properties;
    const ids = {
      servicePrincipalId: '91e7b3d5-6c2a-4f80-8d1e-4b5a7c9f0e26',
      appId: 'c5d8e2f1-7a4b-4e93-b610-2d9f8c7a5e34',
    };
    const record = { ...riskEvent(NOW), category: 'ServicePrincipalRiskEvents', properties: { ...rest, ...ids } };
    expect(
      defender
        .entities(record)
        .filter((e) => e.type === 'principal')
        .map((e) => e.id),
    ).toEqual(Object.values(ids));
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
