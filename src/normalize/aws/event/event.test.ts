import { expect, it } from 'vitest';
import { neverThrows } from '../../testing/never-throws.ts';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { event } from './index.ts';

const record = {
  id: 'event-1',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '123456789012',
  time: '2026-01-10T12:00:00Z',
  region: 'eu-central-1',
  resources: ['arn:aws:ec2:eu-central-1:123456789012:instance/i-0123456789abcdef0', 7],
  detail: { state: 'stopped' },
};

it('keeps what it says, under the base event', () => {
  const facts = event.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  expect(facts.value).toMatchObject({
    uid: 'event-1',
    account: '123456789012',
    operation: 'aws.ec2:EC2 Instance State-change Notification',
  });
  const out = event.toOcsf(record, facts.value);
  expect(problemsOf(out)).toEqual([]);
  expect(out).toMatchObject({ class_uid: 0, unmapped: { detail: { state: 'stopped' } } });
});

it('its resources are entities', () => {
  expect(event.entities(record)).toMatchObject([{ type: 'instance', id: 'i-0123456789abcdef0', role: 'target' }]);
});

it('what its detail names is, too, each once', () => {
  const group = 'arn:aws:ec2:eu-central-1:123456789012:security-group/sg-0123456789abcdef0';
  const detail = {
    'instance-id': 'i-0123456789abcdef0',
    resource_id: group,
    state: 'i-0fffffffffffffff0',
    s3BucketDetails: { bucketName: 'ledger' },
  };
  expect(event.entities({ ...record, detail }).map((e) => e.id)).toEqual([
    'i-0123456789abcdef0',
    'sg-0123456789abcdef0',
    'arn:aws:s3:::ledger',
  ]);
});

it('without an id it is known by what it says, and without a time it is none', () => {
  const uidOf = (more: object) => {
    const facts = event.facts({ ...record, ...more });
    return facts.ok ? facts.value.uid : undefined;
  };
  expect(uidOf({ id: undefined })).toMatch(/^[0-9a-f]{40}$/);
  expect(uidOf({ id: undefined })).toBe(uidOf({ id: undefined }));
  expect(uidOf({ id: undefined })).not.toBe(uidOf({ id: undefined, region: 'eu-west-1' }));
  expect(uidOf({ id: 'x'.repeat(201) })).toMatch(/^[0-9a-f]{40}$/);
  expect(event.facts({ ...record, time: 'yesterday' })).toMatchObject({ ok: false });
});

it('no JSON object makes it throw', () => {
  expect(() => neverThrows(event, record)).not.toThrow();
});
