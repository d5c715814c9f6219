import { describe, expect, it } from 'vitest';
import { endpointOf, httpKindOf, httpMethodOf, kindOf, knownEndpoint } from './ocsf-parts.ts';

describe('the kind of an event', () => {
  it('follows from its class and its activity', () => {
    expect(kindOf(6003, 2, 'GetObject')).toEqual({
      class_uid: 6003,
      category_uid: 6,
      activity_id: 2,
      type_uid: 600302,
    });
  });

  it('says in the sender’s word what is none of the class’s activities', () => {
    expect(kindOf(6003, 99, 'Weigh').activity_name).toBe('Weigh');
    expect(kindOf(6003, 99, undefined).activity_name).toBe('unknown');
  });

  it.each([
    ['GET', 3, undefined, 'GET'],
    ['post', 6, undefined, 'POST'],
    ['PATCH', 99, 'PATCH', undefined],
    ['PROPFIND', 99, 'PROPFIND', undefined],
    [undefined, 0, undefined, undefined],
  ])('is a request’s method, if OCSF lists it: %s', (method, activity, word, listed) => {
    const kind = httpKindOf(method);
    expect([kind.type_uid, kind.activity_name, httpMethodOf(method)]).toEqual([400_200 + activity, word, listed]);
  });
});

describe('an end of a connection', () => {
  it.each([
    ['198.51.100.7', { ip: '198.51.100.7' }],
    ['2001:db8::1', { ip: '2001:db8::1' }],
    ['999.1.1.1', { name: '999.1.1.1' }],
    ['sns.amazonaws.com', { svc_name: 'sns.amazonaws.com' }],
  ])('is an address only if it is one: %s', (said, endpoint) => {
    expect(endpointOf(said)).toEqual(endpoint);
  });

  it('has something that tells it from another', () => {
    expect(knownEndpoint({ port: 53 })).toEqual({ port: 53, name: 'unknown' });
    expect(knownEndpoint({ ip: '198.51.100.7', port: 53 })).toEqual({ ip: '198.51.100.7', port: 53 });
  });
});
