import { describe, expect, test } from 'vitest';
import type { AwsClient } from '../../aws/types.ts';
import type { AwsCredentials } from '../../contracts/aws.ts';
import type { ReadCredentialsApi } from '../../contracts/rpc.ts';
import { RetryLater } from '../../kit/consume.ts';
import { failure } from '../../kit/errors.ts';
import { err, ok } from '../../kit/result.ts';
import { connect } from './connect.ts';

const credentials: AwsCredentials = { accessKeyId: 'a', secretAccessKey: 's', narrowed: true };
const client = { made: true } as unknown as AwsClient;
const run = (forRead: ReadCredentialsApi['forRead'], attempts = 1) =>
  connect(
    { gate: { forRead }, clientFor: () => client },
    { org: 'org_a', incident: 'inc_1' },
    '111122223333',
    attempts,
  );

describe('access to an account', () => {
  test("asks the gate for this job's organisation and incident", async () => {
    let asked: unknown;
    const answer = await run((ask) => {
      asked = ask;
      return Promise.resolve(ok(credentials));
    });
    expect(answer).toEqual(ok(client));
    expect(asked).toEqual({ v: 1, org: 'org_a', incident: 'inc_1', account: '111122223333', agent: 'inspector' });
  });

  test('an account that is not configured is an answer at once', async () => {
    expect(await run(() => Promise.resolve(err(failure('forbidden', 'not registered'))))).toEqual(
      err('not registered'),
    );
  });

  test('a gate that is away is waited for, then done without', async () => {
    const away = () => Promise.reject<never>(new Error('network'));
    await expect(run(away, 1)).rejects.toBeInstanceOf(RetryLater);
    await expect(run(() => Promise.resolve(err(failure('unavailable', 'busy'))), 3)).rejects.toThrow('busy');
    expect(await run(away, 4)).toEqual(err('the gate did not answer'));
  });
});
