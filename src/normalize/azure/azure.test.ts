import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  commonAlert,
  exportedActivity,
  graphAudit,
  riskEvent,
  servicePrincipalSignIn,
  signIn,
  xdrAlert,
  audit,
  cloudAlert,
} from '../../ingest/sources/azure/samples.ts';
import { problemsOf } from '../testing/validate-ocsf.ts';
import type { Normalizer } from '../types.ts';
import { activitylogs } from './activitylogs/index.ts';
import { alert } from './alert/index.ts';
import { auditlogs } from './auditlogs/index.ts';
import { defender } from './defender/index.ts';
import { signinlogs } from './signinlogs/index.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
type Obj = Record<string, unknown>;
const ADMIN = '3f2c9a64-1b7e-4d08-a5c3-9e6d2f8b1a70';
const TENANT = '7a1f0c52-3c0e-4d5b-9a34-0c8e5f2b6d11';
const SUBSCRIPTION = '0b9d6e1a-52f4-4c7d-8e2b-6f13a0c4d7e9';

const all: [string, Normalizer, Obj, number][] = [
  ['activity', activitylogs, exportedActivity(NOW), 6003],
  ['sign-in', signinlogs, signIn(NOW), 3002],
  ['sign-in of Graph', signinlogs, signIn(NOW).properties, 3002],
  ['sign-in of an application', signinlogs, servicePrincipalSignIn(NOW), 3002],
  ['role given', auditlogs, audit(NOW), 3005],
  ['audit of Graph', auditlogs, graphAudit(NOW), 6003],
  ['alert of Defender for Cloud', defender, cloudAlert(NOW), 2004],
  ['alert of Defender XDR', defender, xdrAlert(NOW), 2004],
  ['risk', defender, riskEvent(NOW), 2004],
  ['alert of Azure Monitor', alert, commonAlert(NOW), 2004],
];
const ids = (normalizer: Normalizer, record: Obj) =>
  normalizer.entities(record).map((e) => `${e.role} ${e.type} ${e.id}`);

describe.each(all)('%s', (_, normalizer, record, classUid) => {
  const facts = normalizer.facts(record);
  it('is an event of its class, at its own time, the same each time it comes', () => {
    if (!facts.ok) throw new Error(facts.error);
    expect(facts.value.time).toBe(NOW);
    const event = normalizer.toOcsf(record, facts.value);
    expect(event.class_uid).toBe(classUid);
    expect(problemsOf(event)).toEqual([]);
    expect(normalizer.facts(structuredClone(record))).toEqual(facts);
  });

  it('without a time is refused', () => {
    const bare = JSON.parse(JSON.stringify(record).replaceAll(/"20[0-9]{2}-[0-9T:.-]+Z"/g, '"soon"')) as Obj;
    expect(normalizer.facts(bare).ok).toBe(false);
  });
});

it('a person is the same in every kind of record', () => {
  for (const [, normalizer, record] of all.filter(([name]) => !/application|Graph|Monitor/.test(name))) {
    expect(ids(normalizer, record)).toContain(`actor principal ${ADMIN}`);
    expect(ids(normalizer, record)).toContain('actor user ida@example.com');
  }
  // An alert of Monitor knows the name only: that is enough to find the others.
  expect(ids(alert, commonAlert(NOW))).toContain('actor user ida@example.com');
});

it('an application is the same when it signs in and when it acts', () => {
  const known = ['91e7b3d5-6c2a-4f80-8d1e-4b5a7c9f0e26', 'c5d8e2f1-7a4b-4e93-b610-2d9f8c7a5e34'];
  for (const id of known) {
    expect(ids(signinlogs, servicePrincipalSignIn(NOW))).toContain(`actor principal ${id}`);
    expect(ids(auditlogs, graphAudit(NOW))).toContain(`actor principal ${id}`);
  }
});

it('a resource is the same however its id is written', () => {
  const vault = `/subscriptions/${SUBSCRIPTION}/resourcegroups/shop/providers/microsoft.keyvault/vaults/shop-keys`;
  for (const [normalizer, record] of [
    [activitylogs, exportedActivity(NOW)],
    [defender, cloudAlert(NOW)],
    [alert, commonAlert(NOW)],
  ] as [Normalizer, Obj][])
    expect(ids(normalizer, record)).toContain(`target resource ${vault}`);
});

it('what happens in a subscription is the subscription’s, what happens in Entra the tenant’s', () => {
  const account = (normalizer: Normalizer, record: Obj) => {
    const facts = normalizer.facts(record);
    return facts.ok ? facts.value.account : undefined;
  };
  expect(account(activitylogs, exportedActivity(NOW))).toBe(SUBSCRIPTION);
  expect(account(activitylogs, { ...exportedActivity(NOW), resourceId: '/PROVIDERS/MICROSOFT.AUTHORIZATION' })).toBe(
    TENANT,
  );
  expect(account(signinlogs, signIn(NOW))).toBe(TENANT);
  expect(account(signinlogs, signIn(NOW).properties)).toBe(TENANT);
  expect(account(auditlogs, audit(NOW))).toBe(TENANT);
  expect(account(auditlogs, graphAudit(NOW))).toBeUndefined();
  expect(account(defender, cloudAlert(NOW))).toBe(SUBSCRIPTION);
  expect(account(defender, xdrAlert(NOW))).toBe(TENANT);
});

/** Objects of any shape, with the names that are looked for among their keys. */
const names = fc.constantFrom(
  'properties',
  'identity',
  'claims',
  'authorization',
  'evidence',
  'targetResources',
  'modifiedProperties',
  'initiatedBy',
  'user',
  'app',
  'id',
  'status',
  'errorCode',
  'time',
  'operationName',
  'value',
  'resourceId',
  'data',
  'essentials',
  'riskEventType',
  'AlertId',
  'alertContext',
  'alertTargetIDs',
  'Entities',
  'entities',
  'Type',
  '@odata.type',
  'SystemAlertId',
  'AlertType',
  'type',
  'displayName',
  'newValue',
  'severity',
  'title',
  'userAccount',
  '__proto__',
  'constructor',
  'toString',
);
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom<unknown>(
      null,
      true,
      -1,
      Number.MAX_SAFE_INTEGER,
      '',
      'ip',
      '2026-01-10T12:00:00Z',
      ADMIN,
      '198.51.100.7:80',
    ),
    fc.constantFrom<unknown>('User', 'ServicePrincipal', '#microsoft.graph.security.userEvidence', 'Sev0', '/'),
    fc.string(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(names, tie('value'), { maxKeys: 8 }),
  ),
})).value;
const record = fc.dictionary(names, anything, { maxKeys: 12 });

it.each([activitylogs, signinlogs, auditlogs, defender, alert] as Normalizer[])(
  '$format takes records of any shape',
  (normalizer) => {
    fc.assert(
      fc.property(record, (hostile) => {
        const facts = normalizer.facts(hostile);
        const known = facts.ok ? facts.value : { uid: 'u', time: NOW, outcome: 'unknown' as const };
        normalizer.toOcsf(hostile, known);
        normalizer.traits?.(hostile);
        normalizer.verdict?.(hostile);
        normalizer.observables(hostile);
        for (const e of normalizer.entities(hostile)) expect(e.id.length).toBeLessThanOrEqual(2_048);
      }),
      { numRuns: 300 },
    );
  },
);
