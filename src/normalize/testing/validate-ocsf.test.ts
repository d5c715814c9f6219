import { describe, expect, it } from 'vitest';
import { BASE, CLASSES, PROFILES } from '../schema/classes.ts';
import { attributesOf } from '../schema/notation.ts';
import { OBJECTS, UNREAD_OBJECTS } from '../schema/objects.ts';
import { isScalar } from '../schema/values.ts';
import { problemsOf } from './validate-ocsf.ts';

const event = (more: Record<string, unknown> = {}) => ({
  class_uid: 3002,
  category_uid: 3,
  activity_id: 1,
  type_uid: 300201,
  severity_id: 1,
  time: Date.UTC(2026, 0, 10),
  metadata: { uid: 'one', version: '1.5.0', product: { name: 'Example' } },
  user: { name: 'mara' },
  service: { name: 'door' },
  ...more,
});

describe('what an OCSF event may be', () => {
  it('takes a whole one', () => {
    expect(problemsOf(event())).toEqual([]);
  });

  it.each([
    ['a class that is none', { class_uid: 3999 }, 'class_uid 3999 is not known'],
    ['another category', { category_uid: 6 }, 'category_uid is not that of authentication'],
    ['an activity of another class', { activity_id: 12, type_uid: 300212 }, 'activity_id 12 is none of authentication'],
    ['another type', { type_uid: 300202 }, 'type_uid is not class_uid * 100 + activity_id'],
    ['a time in seconds', { time: 1_768_000_000 }, 'time is no time in ms'],
    ['nobody who signs in', { user: undefined }, 'user is missing'],
    ['a user without a name', { user: { type: 'User' } }, 'user needs one of account, name, uid'],
    ['a severity past its enumeration', { severity_id: 70 }, 'severity_id is 70, which its enumeration does not have'],
    ['a field of another class', { traffic: { bytes: 1 } }, 'traffic is not known'],
    ['a field that an object does not have', { user: { name: 'a', arn: 'b' } }, 'user.arn is not known'],
    ['nothing signed in to', { service: undefined }, 'the event needs one of service, dst_endpoint'],
    ['a profile’s field without its profile', { cloud: { provider: 'AWS' } }, 'cloud is not known'],
    ['a time in µs', { start_time: Date.UTC(2026, 0, 10) * 1_000 }, 'start_time is no time in ms'],
    ['a number as text', { status_id: '1' }, 'status_id is no integer'],
    ['a fraction', { count: 0.5 }, 'count is no integer'],
    ['one where many are', { observables: { name: 'a', type_id: 2 } }, 'observables is no list'],
    ['a text in a list that is none', { auth_factors: [7] }, 'auth_factors[0] is no object'],
    ['other without its word', { logon_type_id: 99 }, 'logon_type_id is other, and logon_type does not say which'],
    ['an address that is none', { src_endpoint: { ip: '999.1.1.1' } }, 'src_endpoint.ip is no address'],
    ['a port that is none', { src_endpoint: { name: 'a', port: 70_000 } }, 'src_endpoint.port is no port'],
    ['an offset in hours and minutes', { timezone_offset: '+02:00' }, 'timezone_offset is no integer'],
    [
      'a method that is not listed',
      { http_request: { http_method: 'PATCH' } },
      'http_request.http_method is PATCH, which its enumeration does not have',
    ],
    [
      'two names of one weakness',
      { class_uid: 2004, vulnerabilities: [{ cve: { uid: 'CVE-2021-44228' }, cwe: { uid: 'CWE-502' } }] },
      'vulnerabilities[0] needs just one of cve, advisory, cwe',
    ],
    [
      'a region without the cloud’s profile',
      { class_uid: 2004, resources: [{ uid: 'a', region: 'eu-central-1' }] },
      'resources[0].region is not known',
    ],
    [
      'a profile that its class does not have',
      { metadata: { ...event().metadata, profiles: ['load_balancer'] } },
      'profile load_balancer is none of authentication',
    ],
    ['a wrong type deep within', { session: { issuer: 1 } }, 'session.issuer is no string'],
  ])('tells %s', (_what, more, problem) => {
    const clean = Object.fromEntries(Object.entries(event(more)).filter(([, v]) => v !== undefined));
    expect(problemsOf(clean)).toContain(problem);
  });

  it('takes a profile’s field with its profile, and wants what the profile requires', () => {
    const metadata = { ...event().metadata, profiles: ['cloud'] };
    expect(problemsOf(event({ metadata, cloud: { provider: 'AWS' } }))).toEqual([]);
    expect(problemsOf(event({ metadata }))).toEqual(['cloud is missing']);
  });

  it('refers to objects that it has facts of, or that it says it has none of', () => {
    const texts = [BASE, ...Object.values(PROFILES), ...Object.values(CLASSES).map((c) => c.attributes)];
    const all = [...texts, ...Object.values(OBJECTS).map((o) => o.attributes)];
    const types = new Set(all.flatMap((text) => [...attributesOf(text).values()].map((a) => a.type)));
    const unread = [...types].filter((t) => !isScalar(t) && !Object.hasOwn(OBJECTS, t));
    expect(new Set(unread)).toEqual(UNREAD_OBJECTS);
  });

  it('constrains attributes that there are', () => {
    const stray = [...Object.values(CLASSES), ...Object.values(OBJECTS)].flatMap((facts) => {
      const known = attributesOf(`${facts.attributes} ${'profiles' in facts ? Object.values(PROFILES).join(' ') : ''}`);
      return [...(facts.atLeastOne ?? []), ...(facts.justOne ?? [])].filter((name) => !known.has(name));
    });
    expect(stray).toEqual([]);
  });
});
