import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../kit/canonical.ts';
import { requestBody } from './client.ts';
import { askSdk } from './testing/sdk.ts';
import { everyOperation, sampleStruct, type Case } from './testing/samples.ts';

/** The SDK makes these up where they are not given; then requests differ from run to run. */
const TOKENS: Readonly<Record<string, JsonObject>> = {
  CreateNetworkAcl: { ClientToken: 'token-1' },
  RunInstances: { ClientToken: 'token-1' },
};

/** The undecoded pairs, in an order of our own: the protocols give the order no meaning. */
const pairs = (body: string): string[] => body.split('&').toSorted();

async function both({ service, name }: Case, params: JsonObject): Promise<{ ours: string[]; sdk: string[] }> {
  const ours = requestBody({ service, operation: name, region: 'us-east-1', params });
  if (!ours.ok) throw new Error(ours.error.message);
  const { sent } = await askSdk(service, name, params);
  if (!sent) throw new Error('the SDK sent nothing');
  return { ours: pairs(ours.value), sdk: pairs(sent.body) };
}

describe('requests are the official SDK’s, byte for byte', () => {
  it.each(everyOperation)('$service $name with every parameter', async (c) => {
    const { ours, sdk } = await both(c, { ...sampleStruct(c.operation.input), ...TOKENS[c.name] });
    expect(ours).toEqual(sdk);
  });

  it.each(everyOperation)('$service $name with each parameter alone', async (c) => {
    const full = sampleStruct(c.operation.input);
    for (const [parameter, value] of Object.entries(full)) {
      const { ours, sdk } = await both(c, { ...TOKENS[c.name], [parameter]: value });
      expect({ parameter, pairs: ours }).toEqual({ parameter, pairs: sdk });
    }
  });

  it('an empty list is written as the SDK writes it', async () => {
    const simulate = everyOperation.find((c) => c.name === 'SimulatePrincipalPolicy')!;
    const query = await both(simulate, { PolicySourceArn: 'a', ActionNames: [] });
    expect(query.ours).toEqual(query.sdk);
    const describeInstances = everyOperation.find((c) => c.name === 'DescribeInstances')!;
    const flat = await both(describeInstances, { InstanceIds: [], Filters: [{ Name: 'n', Values: [] }] });
    expect(flat.ours).toEqual(flat.sdk);
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
