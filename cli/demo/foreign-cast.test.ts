import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAwsClient } from '../../src/aws/client.ts';
import type { AwsAnswer, AwsClient, AwsRequest } from '../../src/aws/types.ts';
import { err, ok } from '../../src/kit/result.ts';
import { list, text } from '../../src/respond/answer.ts';
import { startSimulator, type Simulator } from '../../test/aws-simulator/start.ts';
import { ForeignCast } from './foreign-cast.ts';

const ADMIN = { id: 'AKIAADMIN00000000001', secret: 'admin-secret-of-the-simulator' };
const all = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const seed = {
  accounts: [{ id: '111122223333', users: [{ name: 'admin', policies: { all }, keys: [ADMIN] }, { name: 'nobody' }] }],
};

let aws: Simulator;
beforeAll(async () => {
  aws = await startSimulator();
});
afterAll(() => aws.close());
beforeEach(async () => {
  await aws.reset();
  await aws.seed(seed);
});

const clientOf = (accessKeyId: string, secretAccessKey: string) =>
  createAwsClient({ credentials: { accessKeyId, secretAccessKey }, endpoint: aws.url });
const castOf = () => new ForeignCast(clientOf(ADMIN.id, ADMIN.secret), ADMIN.id);

describe('users and keys on another server', () => {
  it('what an earlier run left is used again, each key for one of the records’, active', async () => {
    const first = castOf();
    await first.user('mallory');
    const made = [await first.key('mallory'), await first.key('mallory')];
    await first.need('iam', 'UpdateAccessKey', { UserName: 'mallory', AccessKeyId: made[0]!, Status: 'Inactive' });
    const second = castOf();
    await second.user('mallory');
    expect([await second.key('mallory'), await second.key('mallory')].toSorted()).toEqual(made.toSorted());
    const keys = list(await second.need('iam', 'ListAccessKeys', { UserName: 'mallory' }), 'AccessKeyMetadata');
    expect(keys.map((k) => text(k, 'Status'))).toEqual(['Active', 'Active']);
    await expect(second.key('mallory')).rejects.toThrow('no more access keys');
  });

  it('the key that the demo signs with is nobody’s to play', async () => {
    const cast = castOf();
    await cast.key('admin');
    await expect(cast.key('admin')).rejects.toThrow('no more access keys');
  });

  it('keys of somebody who may not are refused with what to do', async () => {
    const made = (await castOf().need('iam', 'CreateAccessKey', { UserName: 'nobody' }))['AccessKey'];
    const id = text(made, 'AccessKeyId');
    const cast = new ForeignCast(clientOf(id, text(made, 'SecretAccessKey')), id);
    await expect(cast.user('mallory')).rejects.toThrow('must be those of an administrator');
  });

  it('a session gets a user of its own for Vedette, whose keys act and are taken away at the end', async () => {
    await castOf().ownKeys();
    const own = await castOf().ownKeys();
    const client = clientOf(own.accessKeyId, own.secretAccessKey);
    const whoami = () =>
      client.send({ service: 'iam', operation: 'GetUser', region: 'us-east-1', params: { UserName: 'admin' } });
    expect(await whoami()).toMatchObject({ ok: true });
    await own.remove();
    expect(await whoami()).toMatchObject({ ok: false, error: { kind: 'denied' } });
  });
});

describe('an instance on another server', () => {
  const refuse = (code: string): AwsAnswer => err({ kind: 'invalid', code, message: code });
  /** EC2 that knows one image and one subnet, or none. */
  const ec2 = (images: string[], subnets: string[], asked: AwsRequest[] = []): AwsClient => {
    const send = (r: AwsRequest): Promise<AwsAnswer> => {
      asked.push(structuredClone(r));
      const answer = (): AwsAnswer => {
        if (r.operation === 'DescribeImages') return ok({ Images: images.map((ImageId) => ({ ImageId })) });
        if (r.operation === 'DescribeSubnets') return ok({ Subnets: subnets.map((SubnetId) => ({ SubnetId })) });
        if (!images.includes(r.params['ImageId'] as string)) return refuse('InvalidAMIID.NotFound');
        if (!subnets.includes(r.params['SubnetId'] as string)) return refuse('VPCIdNotSpecified');
        return ok({ Instances: [{ InstanceId: 'i-1' }] });
      };
      return Promise.resolve(answer());
    };
    return { send, sendRead: send };
  };

  it('is of an image, and in a subnet, that the server has', async () => {
    const asked: AwsRequest[] = [];
    expect(await new ForeignCast(ec2(['ami-1'], ['subnet-1'], asked), '').instance('eu-central-1')).toBe('i-1');
    expect(asked.at(-1)).toMatchObject({
      region: 'eu-central-1',
      params: { ImageId: 'ami-1', SubnetId: 'subnet-1', MinCount: 1 },
    });
  });

  it.each([
    ['no image', [], ['subnet-1'], 'VEDETTE_DEMO_IMAGE_ID'],
    ['no subnet', ['ami-1'], [], 'VEDETTE_DEMO_SUBNET_ID'],
  ])('with %s it says what to set, and does not try for ever', async (_, images, subnets, hint) => {
    await expect(new ForeignCast(ec2(images, subnets), '').instance('us-east-1')).rejects.toThrow(hint);
  });
});
