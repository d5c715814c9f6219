import { describe, expect, it } from 'vitest';
import { bundledEngine } from '../../detect/bundled.ts';
import { defender } from '../../normalize/azure/defender/index.ts';
import { Collector } from '../collect.ts';
import { isObject } from '../read-json.ts';
import { clients } from '../sources/clients.ts';
import * as samples from '../sources/azure/samples.ts';
import { azure } from './azure.ts';
import { addRecord, formatOf } from './index.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
type Obj = Record<string, unknown>;

function read(value: unknown) {
  const into = new Collector(100);
  addRecord(into, value, () => 'it');
  return into;
}

describe('each form of a record is told', () => {
  const direct: [string, Obj][] = [
    ['azure.activitylogs', samples.exportedActivity(NOW)],
    ['azure.signinlogs', samples.signIn(NOW)],
    ['azure.signinlogs', samples.servicePrincipalSignIn(NOW)],
    ['azure.signinlogs', samples.signIn(NOW).properties],
    ['azure.signinlogs', { ...samples.signIn(NOW), category: 'ADFSSignInLogs' }],
    ['azure.graphactivity', samples.graphCall(NOW)],
    ['azure.auditlogs', samples.audit(NOW)],
    ['azure.auditlogs', samples.graphAudit(NOW)],
    ['azure.defender', samples.cloudAlert(NOW)],
    ['azure.defender', samples.xdrAlert(NOW)],
    ['azure.defender', samples.riskEvent(NOW)],
    ['azure.defender', samples.riskEvent(NOW).properties],
    ['azure.defender', { time: '1/10/2026 12:00:00 PM', category: 'RiskyUsers', properties: { id: '1' } }],
    ['azure.defender', { type: 'Microsoft.Security/Locations/alerts', id: '/subscriptions/0', properties: {} }],
    [
      'azure.defender',
      { time: new Date(NOW).toISOString(), category: 'AdvancedHunting-AlertInfo', properties: { AlertId: '1' } },
    ],
  ];
  it.each(direct)('%s', (format, record) => {
    expect(formatOf(record)).toBe(format);
  });

  it('and no other kind’s record is taken for one of Azure', () => {
    const taken = Object.values(clients)
      .filter((client) => !client.id.startsWith('azure.'))
      .flatMap((client) => client.samples(NOW).map((value) => ({ id: client.id, value })))
      .filter(({ value }) => isObject(value) && azure.some((r) => r.is(value)));
    expect(taken).toEqual([]);
  });

  it('inherited names count for nothing', () => {
    const inherited = Object.create(samples.signIn(NOW)) as Obj;
    expect(azure.some((r) => r.is(inherited))).toBe(false);
  });
});

describe('a cluster’s audit event in a resource log', () => {
  it('is the same as text and as the object that a forwarder made of it', () => {
    const asText = samples.clusterAudit(NOW);
    const log = JSON.parse(asText.properties.log) as Obj;
    const asObject = { ...asText, properties: { ...asText.properties, log } };
    expect(read(asObject).records).toEqual(read(asText).records);
    expect(read(asObject).records.map((r) => r.format)).toEqual(['kubernetes.audit']);
  });
});

describe('the activity that an alert is about', () => {
  const subscription = '/subscriptions/0b9d6e1a-52f4-4c7d-8e2b-6f13a0c4d7e9';
  const alertOf = (alertContext: Obj): Obj => ({
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: { alertId: `${subscription}/alerts/1`, alertTargetIDs: [`${subscription}/resourcegroups/shop`] },
      alertContext: {
        eventDataId: '5c1e7f39-0000-4000-8000-000000000001',
        eventTimestamp: new Date(NOW).toISOString(),
        ...alertContext,
      },
    },
  });
  const activity = (alert: Obj) => read(alert).records.find((r) => r.format === 'azure.activitylogs')?.value;

  it('has the claims that stand as text', () => {
    const claims = { appid: 'c5d8e2f1-7a4b-4e93-b610-2d9f8c7a5e34', ipaddr: '203.0.113.8' };
    const alert = alertOf({ operationName: 'a/b/write', claims: JSON.stringify(claims) });
    expect(activity(alert)).toMatchObject({ claims });
    expect(activity(alertOf({ operationName: 'a/b/write', claims: 'no JSON' }))).toMatchObject({ claims: 'no JSON' });
  });

  it('is of its own resource, else of the alert’s', () => {
    const operationName = 'Microsoft.Security/locations/alerts/activate/action';
    expect(activity(alertOf({ operationName }))).toMatchObject({ resourceId: `${subscription}/resourcegroups/shop` });
    const scope = `${subscription}/resourceGroups/till`;
    expect(activity(alertOf({ operationName, authorization: { scope } }))).toMatchObject({ resourceId: scope });
  });
});

describe('what holds records', () => {
  it('is opened: an export, a page of Graph', () => {
    const records = [
      samples.signIn(NOW),
      samples.audit(NOW),
      { time: '2026-01-10T12:00:00Z', category: 'AzureMetrics' },
    ];
    const exported = read({ records });
    expect(exported.records.map((r) => r.format)).toEqual(['azure.signinlogs', 'azure.auditlogs']);
    expect(exported.bad.map((b) => b.at)).toEqual(['it.records[2]']);
    const page = {
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#auditLogs',
      value: [samples.graphAudit(NOW)],
    };
    expect(read(page).records).toMatchObject([{ format: 'azure.auditlogs' }]);
  });

  it('is told twice where an alert is about an activity, and once where it is not', () => {
    const alert = samples.commonAlert(NOW);
    expect(read(alert).records.map((r) => r.format)).toEqual(['azure.alert', 'azure.activitylogs']);
    const metric = {
      ...alert,
      data: { ...alert.data, alertContext: { conditionType: 'SingleResourceMultipleMetricCriteria' } },
    };
    expect(read(metric).records.map((r) => r.format)).toEqual(['azure.alert']);
  });

  it('is a row of Log Analytics, whose columns are the properties with capitals', () => {
    const [record] = read(samples.signInRow(NOW)).records;
    expect(record).toMatchObject({
      format: 'azure.signinlogs',
      value: {
        ipAddress: '203.0.113.40',
        userPrincipalName: 'ida@example.com',
        status: { errorCode: 50_126 },
        deviceDetail: { operatingSystem: 'Linux' },
        tenantId: '7a1f0c52-3c0e-4d5b-9a34-0c8e5f2b6d11',
      },
    });
    const page = read({ records: [samples.signInRow(NOW), { TimeGenerated: '2026-01-10', Type: 'Heartbeat' }] });
    expect([page.records.length, page.bad.length]).toEqual([1, 1]);
  });

  it('is a row of SecurityAlert, which has names of its own', () => {
    const row = {
      TimeGenerated: new Date(NOW).toISOString(),
      Type: 'SecurityAlert',
      TenantId: 'the workspace',
      SystemAlertId: 'a7c71200-0000-4000-8000-0000000000ab',
      AlertType: 'KV_OperationVolumeAnomaly',
      DisplayName: 'More reads than usual',
      AlertSeverity: 'High',
      Status: 'New',
      Tactics: 'CredentialAccess',
      Techniques: '["T1555"]',
      Entities: '[{"Type":"ip","Address":"203.0.113.40"}]',
    };
    const [record] = read(row).records;
    expect(record!.format).toBe('azure.defender');
    expect(defender.verdict(record!.value)).toMatchObject({
      title: 'More reads than usual',
      severity: 4,
      techniques: ['T1555'],
      tactics: ['credential-access'],
    });
    expect(defender.entities(record!.value)).toEqual([{ type: 'ip', id: '203.0.113.40', role: 'source' }]);
  });

  it('is the audit log of a cluster, whose events are text', () => {
    const event = {
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      auditID: 'a7c71200-0000-4000-8000-0000000000ac',
      level: 'Metadata',
      stage: 'ResponseComplete',
      verb: 'get',
      requestURI: '/api/v1/secrets',
      stageTimestamp: new Date(NOW).toISOString(),
    };
    const record = { time: new Date(NOW).toISOString(), category: 'kube-audit', resourceId: '/SUBSCRIPTIONS/0' };
    expect(read({ ...record, properties: { log: JSON.stringify(event), pod: 'p' } })).toMatchObject({
      records: [{ format: 'kubernetes.audit', value: event }],
      bad: [],
    });
    expect(read({ ...record, properties: { log: 'I0110 12:00:00' } }).bad).toEqual([
      { at: 'it', reason: 'properties.log is no JSON' },
    ]);
  });

  it('with text where JSON should be is left as it is', () => {
    const deep = `${'['.repeat(40)}${']'.repeat(40)}`;
    const dense = `[${'{},'.repeat(1_000)}{}]`;
    for (const Status of [deep, dense, '{', 7, null])
      expect(read({ ...samples.signInRow(NOW), Status }).records[0]!.value).toMatchObject({ status: Status });
  });

  it('says what is wrong with it', () => {
    const { bad } = read({ schemaId: 'Microsoft.Insights/activityLogs', data: { context: {} } });
    expect(bad).toEqual([{ at: 'it', reason: 'data.context.activityLog is no record of the Activity Log' }]);
  });
});

/** The same deletion in every form in which it may come. */
describe('a deleted diagnostic setting is found in whatever form it comes', () => {
  const time = new Date(NOW).toISOString();
  const operation = 'Microsoft.Insights/diagnosticSettings/delete';
  const scope =
    '/subscriptions/0b9d6e1a-52f4-4c7d-8e2b-6f13a0c4d7e9/providers/Microsoft.Insights/diagnosticSettings/all';
  const activity = {
    caller: 'ida@example.com',
    eventDataId: 'a7c71200-0000-4000-8000-0000000000aa',
    eventTimestamp: time,
    operationName: operation,
    status: 'Succeeded',
    resourceId: scope,
  };
  const forms: [string, Obj][] = [
    [
      'an export',
      {
        time,
        category: 'Administrative',
        resourceId: scope.toUpperCase(),
        operationName: operation.toUpperCase(),
        resultType: 'Success',
      },
    ],
    ['the API', { ...activity, operationName: { value: operation }, status: { value: 'Succeeded' } }],
    [
      'an SDK',
      {
        event_data_id: 'x',
        event_timestamp: time,
        operation_name: { value: operation, localized_value: operation },
        status: { value: 'Succeeded', localized_value: 'Succeeded' },
        resource_id: scope,
        claims: { some_claim: 'kept' },
      },
    ],
    [
      'Event Grid',
      {
        id: 'x',
        eventType: 'Microsoft.Resources.ResourceDeleteSuccess',
        eventTime: time,
        subject: scope,
        data: { operationName: operation, status: 'Succeeded', resourceUri: scope },
      },
    ],
    [
      'CloudEvents',
      {
        specversion: '1.0',
        id: 'x',
        source: '/subscriptions/0',
        type: 'Microsoft.Resources.ResourceDeleteSuccess',
        time,
        subject: scope,
        data: { operationName: operation, status: 'Succeeded', resourceUri: scope },
      },
    ],
    [
      'an alert',
      {
        schemaId: 'Microsoft.Insights/activityLogs',
        data: { status: 'Activated', context: { activityLog: activity } },
      },
    ],
  ];
  const logsource = { product: 'azure', service: 'activitylogs' };
  const matched = (value: Obj) => {
    const { records } = read(value);
    expect(records).toHaveLength(1);
    expect(records[0]!.format).toBe('azure.activitylogs');
    return bundledEngine()
      .match(logsource, records[0]!.value)
      .map((r) => r.title);
  };

  it.each(forms)('%s', (_, value) => {
    expect(matched(value)).toEqual(matched(forms[0]![1]));
    expect(matched(value)).not.toEqual([]);
  });

  it('but not one that failed', () => {
    const failed = { ...activity, status: 'Failed' };
    const alert = { schemaId: 'Microsoft.Insights/activityLogs', data: { context: { activityLog: failed } } };
    expect(matched(alert)).toEqual([]);
  });

  it('and what an SDK renames is renamed, but not what the token says', () => {
    expect(read(forms[2]![1]).records[0]!.value).toMatchObject({
      eventDataId: 'x',
      operationName: { localizedValue: operation },
      claims: { some_claim: 'kept' },
    });
  });
});

describe('what has no format of its own is kept as an event', () => {
  const vault =
    '/SUBSCRIPTIONS/0B9D6E1A-52F4-4C7D-8E2B-6F13A0C4D7E9/RESOURCEGROUPS/SHOP/PROVIDERS/MICROSOFT.KEYVAULT/VAULTS/KEYS';
  const secret = {
    time: new Date(NOW).toISOString(),
    category: 'AuditEvent',
    operationName: 'SecretGet',
    resourceId: vault,
    callerIpAddress: '203.0.113.9:5061',
    identity: { claim: { 'http://schemas.microsoft.com/identity/claims/objectidentifier': 'ABCD' } },
    properties: {},
  };
  const event = (value: Obj) => read(value).records[0];

  it('a resource log, with who asked, from where and of what', () => {
    expect(event(secret)).toMatchObject({
      format: 'vedette.event',
      value: {
        event_type: 'SecretGet',
        source: vault,
        account: '0b9d6e1a-52f4-4c7d-8e2b-6f13a0c4d7e9',
        user: 'abcd',
        source_ip: '203.0.113.9',
      },
    });
    expect(read({ records: [secret] }).records).toEqual(read(secret).records);
  });

  it('a record of Office 365, whose time is UTC without saying so', () => {
    const record = {
      CreationTime: '2026-01-10T12:00:00',
      Id: '5c1e7f39-0000-4000-8000-000000000002',
      Operation: 'New-InboxRule',
      Workload: 'Exchange',
      OrganizationId: '7a1f0c52-3c0e-4d5b-9a34-0c8e5f2b6d11',
      UserId: 'Ida@example.com',
      ClientIP: '[2001:db8::9]:443',
    };
    expect(event(record)?.value).toMatchObject({
      time: '2026-01-10T12:00:00Z',
      event_id: record.Id,
      event_type: 'New-InboxRule',
      account: record.OrganizationId,
      user: 'ida@example.com',
      source_ip: '2001:db8::9',
    });
  });

  it('an assessment of Defender for Cloud, as of when it changed', () => {
    const assessment = {
      type: 'Microsoft.Security/assessments',
      id: '/subscriptions/0b9d6e1a/providers/Microsoft.Security/assessments/1',
      properties: { status: { code: 'Unhealthy', statusChangeDate: '2026-01-09T08:00:00Z' } },
    };
    expect(event(assessment)).toMatchObject({ format: 'vedette.event', value: { time: '2026-01-09T08:00:00Z' } });
  });
});

it('an exported record is the same where a forwarder made texts of its objects', () => {
  for (const record of [samples.exportedActivity(NOW), samples.signIn(NOW), samples.audit(NOW)] as Obj[]) {
    const texts = Object.fromEntries(
      Object.entries(record).map(([name, v]) => [name, isObject(v) ? JSON.stringify(v) : v]),
    );
    expect(read(texts).records).toEqual(read(record).records);
    expect(read(texts).records[0]?.format).toMatch(/^azure\./);
  }
});

it('an incident comes with its alerts, page or not', () => {
  const alert = samples.xdrAlert(NOW);
  const at = new Date(NOW).toISOString();
  const incident = { id: '1', incidentWebUrl: 'https://x', displayName: 'a', severity: 'high', createdDateTime: at };
  expect(read({ ...incident, alerts: [alert] }).records.map((r) => r.format)).toEqual([
    'azure.defender',
    'azure.defender',
  ]);
  expect(read(incident).records.map((r) => r.format)).toEqual(['azure.defender']);
});

describe('rows of other tables', () => {
  const row = (Type: string, more: Obj) => ({ TimeGenerated: new Date(NOW).toISOString(), Type, ...more });

  it('of AKS are audit events', () => {
    const audit = row('AKSAudit', {
      AuditId: 'a-1',
      Stage: 'ResponseComplete',
      Level: 'Metadata',
      Verb: 'create',
      RequestUri: '/api/v1/namespaces/shop/pods/cart-1/exec',
      User: '{"username":"masterclient"}',
      SourceIps: '["203.0.113.9"]',
      ObjectRef: { resource: 'pods', namespace: 'shop', name: 'cart-1', subresource: 'exec' },
    });
    expect(read(audit).records[0]).toMatchObject({
      format: 'kubernetes.audit',
      value: { auditID: 'a-1', user: { username: 'masterclient' }, sourceIPs: ['203.0.113.9'], verb: 'create' },
    });
  });

  it('of Graph’s calls, of risky users and of alerts have the fields that their formats look for', () => {
    expect(
      read(row('MicrosoftGraphActivityLogs', { RequestId: 'r', AadTenantId: 't', TenantId: 'w' })).records[0],
    ).toMatchObject({ format: 'azure.graphactivity', value: { requestId: 'r', tenantId: 't' } });
    const risky = row('AADRiskyUsers', {
      Id: 'u',
      RiskLevel: 'high',
      RiskLastUpdatedDateTime: new Date(NOW).toISOString(),
    });
    const info = row('AlertInfo', { AlertId: 'd', Title: 'T', Severity: 'High' });
    for (const one of [risky, info]) {
      const [record] = read(one).records;
      expect(record?.format).toBe('azure.defender');
      expect(defender.verdict(record!.value)?.severity).toBe(4);
    }
  });
});

it('a cluster’s request that was only received says nothing yet', () => {
  const record = samples.clusterAudit(NOW);
  const log = JSON.stringify({ ...(JSON.parse(record.properties.log) as Obj), stage: 'RequestReceived' });
  expect(read({ ...record, properties: { ...record.properties, log } }).records).toEqual([]);
});

it('what only looks like one of Azure’s exports is nobody’s, and a text that is no JSON is in nobody’s way', () => {
  const own = { time: new Date(NOW).toISOString(), category: 'a', operationName: 'b', properties: '{broken' };
  const into = new Collector(5);
  addRecord(into, { ...own, event_id: 'mine' }, () => 'it', { otherwise: 'vedette.event' });
  expect(into.records).toEqual([{ format: 'vedette.event', value: { ...own, event_id: 'mine' } }]);
  const activity = { ...samples.exportedActivity(NOW), properties: '{broken' };
  expect(read(activity).records).toEqual([{ format: 'azure.activitylogs', value: activity }]);
});

it('an alert in a former form is an event with its own time; a budget’s, which has none, is not taken for one', () => {
  const resourceId = '/subscriptions/0b9d6e1a-52f4-4c7d-8e2b-6f13a0c4d7e9/resourceGroups/shop';
  const timestamp = '2026-01-10T12:00:00.0000000Z';
  const metric = {
    schemaId: 'AzureMonitorMetricAlert',
    data: { status: 'Activated', context: { timestamp, resourceId } },
  };
  expect(read(metric).records).toMatchObject([
    { format: 'vedette.event', value: { time: timestamp, source: resourceId, account: resourceId.split('/')[2] } },
  ]);
  expect(read({ schemaId: 'AIP Budget Notification', data: {} }).bad).toHaveLength(1);
});

it('an activity’s request that stands as text tells where its caller is', () => {
  const activityLog = {
    eventDataId: '5c1e7f39-0000-4000-8000-000000000003',
    eventTimestamp: new Date(NOW).toISOString(),
    operationName: 'a/b/write',
    httpRequest: '{"clientIpAddress":"203.0.113.9"}',
    authorization: '{"scope":"/subscriptions/0b9d6e1a"}',
  };
  const alert = { schemaId: 'Microsoft.Insights/activityLogs', data: { context: { activityLog } } };
  const parsed = {
    httpRequest: { clientIpAddress: '203.0.113.9' },
    authorization: { scope: '/subscriptions/0b9d6e1a' },
  };
  expect(read(alert).records[0]?.value).toMatchObject(parsed);
  const event = samples.resourceEvent(NOW);
  const data = { ...event.data, httpRequest: activityLog.httpRequest, claims: JSON.stringify(event.data.claims) };
  expect(read({ ...event, data }).records[0]?.value).toMatchObject({
    httpRequest: parsed.httpRequest,
    claims: event.data.claims,
  });
});
