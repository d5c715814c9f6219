import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../kit/canonical.ts';
import { requestBody } from './client.ts';
import { endpointOf } from './endpoint.ts';
import { wireOf } from './request.ts';
import type { Protocol } from './shape.ts';
import { askSdk, type SentBySdk } from './testing/sdk.ts';
import { everyOperation, neededParams, sampleParams, type Case } from './testing/samples.ts';

/** What the SDK makes up where it is not given, differently from run to run, and what it must be told to do as we do. */
const MORE: Readonly<Record<string, JsonObject>> = {
  CreateNetworkAcl: { ClientToken: 'token-1' },
  RunInstances: { ClientToken: 'token-1' },
};
const SDK_MORE: Readonly<Record<string, JsonObject>> = { PutPublicAccessBlock: { ChecksumAlgorithm: 'SHA256' } };

/** The parts of a request that its service reads. Not the order of pairs, to which no protocol gives a meaning. */
function readByService(protocol: Protocol, sent: Pick<SentBySdk, 'method' | 'headers' | 'body'> & { url: URL }) {
  const { method, headers, body, url } = sent;
  const type = headers['content-type']?.split(';')[0];
  const meant = [
    'x-amz-target',
    'x-amz-expected-bucket-owner',
    'x-amz-sdk-checksum-algorithm',
    'x-amz-checksum-sha256',
  ];
  return {
    method,
    host: url.hostname,
    path: url.pathname,
    query: [...url.searchParams].map(([k, v]) => `${k}=${v}`).toSorted(),
    headers: Object.fromEntries(meant.flatMap((h) => (headers[h] === undefined ? [] : [[h, headers[h]]]))),
    type,
    body:
      protocol === 'query' || protocol === 'ec2'
        ? body.replaceAll('%20', '+').split('&').toSorted() // the two spellings of a space
        : protocol !== 'rest-xml' && body !== ''
          ? (JSON.parse(body) as Json)
          : body,
  };
}

const escapeQuery = (query: SentBySdk['query']): string =>
  Object.entries(query)
    .map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`)
    .join('&');

async function both({ service, protocol, name }: Case, params: JsonObject) {
  const request = { service, operation: name, region: 'us-east-1', params };
  const wire = wireOf(request);
  if (!wire.ok) throw new Error(wire.error.message);
  const endpoint = endpointOf(service, 'us-east-1', wire.value);
  if (!endpoint.ok) throw new Error(endpoint.error);
  const { sent } = await askSdk(service, name, { ...params, ...SDK_MORE[name] });
  if (!sent) throw new Error('the SDK sent nothing');
  const url = new URL(`https://${sent.hostname}${sent.path}?${escapeQuery(sent.query)}`);
  return {
    ours: readByService(protocol, { ...wire.value, url: new URL(endpoint.value.url) }),
    sdk: readByService(protocol, { ...sent, url }),
  };
}

describe('requests are the official SDK’s', () => {
  it.each(everyOperation)('$service $name with every parameter', async (c) => {
    const { ours, sdk } = await both(c, { ...sampleParams(c), ...MORE[c.name] });
    expect(ours).toEqual(sdk);
  });

  it.each(everyOperation)('$service $name with each parameter alone', async (c) => {
    for (const [parameter, value] of Object.entries(sampleParams(c))) {
      const { ours, sdk } = await both(c, { ...neededParams(c), ...MORE[c.name], [parameter]: value });
      expect({ parameter, ...ours }).toEqual({ parameter, ...sdk });
    }
  });

  it('an empty list is written as the SDK writes it', async () => {
    const simulate = everyOperation.find((c) => c.name === 'SimulatePrincipalPolicy')!;
    const query = await both(simulate, { PolicySourceArn: 'a', ActionNames: [] });
    expect(query.ours.body).toEqual(query.sdk.body);
    const describeInstances = everyOperation.find((c) => c.name === 'DescribeInstances')!;
    const flat = await both(describeInstances, { InstanceIds: [], Filters: [{ Name: 'n', Values: [] }] });
    expect(flat.ours.body).toEqual(flat.sdk.body);
    const updateIpSet = everyOperation.find((c) => c.name === 'UpdateIPSet')!;
    const json = await both(updateIpSet, { Name: 'n', Addresses: [] });
    expect(json.ours.body).toEqual(json.sdk.body);
    expect(json.ours.body).toEqual({ Name: 'n', Addresses: [] });
  });
});

describe('what is wrong with a request is said, and nothing is sent', () => {
  const bodyOf = (params: JsonObject, operation = 'DescribeInstances') =>
    requestBody({ service: 'ec2', operation, region: 'us-east-1', params });

  it.each([
    [{ Dryrun: true }, 'Dryrun is no parameter'],
    [{ DryRun: 'true' }, 'DryRun must be a boolean'],
    [{ MaxResults: '5' }, 'MaxResults must be a whole number'],
    [{ MaxResults: 1.5 }, 'MaxResults must be a whole number'],
    [{ InstanceIds: 'i-1' }, 'InstanceIds must be a list'],
    [{ InstanceIds: [1] }, 'InstanceIds[0] must be a text'],
    [{ InstanceIds: [null] }, 'InstanceIds[0] must be a text'],
    [{ Filters: [{ Name: 'n', Value: ['v'] }] }, 'Filters[0].Value is no parameter'],
    [{ Filters: ['n'] }, 'Filters[0] must be an object'],
    [JSON.parse('{"__proto__": 1}') as JsonObject, '__proto__ is no parameter'],
  ])('%j: %s', (params, why) => {
    const answer = bodyOf(params);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'invalid', code: 'InvalidRequest' } });
    expect(answer.ok ? '' : answer.error.message).toContain(why);
  });

  it.each(['TerminateInstances', 'constructor', ''])('an operation that is not in the table: %s', (operation) => {
    expect(bodyOf({}, operation)).toMatchObject({ ok: false, error: { kind: 'unsupported' } });
  });

  it('null is absent', () => {
    expect(bodyOf({ MaxResults: null })).toEqual(bodyOf({}));
  });
});
