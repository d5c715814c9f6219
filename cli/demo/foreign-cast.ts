import type { AwsAnswer, AwsClient, AwsError, AwsService } from '../../src/aws/types.ts';
import type { Json } from '../../src/kit/canonical.ts';
import { list, text } from '../../src/respond/answer.ts';
import { CliError } from '../lib/exit.ts';

type Params = { [key: string]: Json };

/** An image id that moto and LocalStack know; another by `VEDETTE_DEMO_IMAGE_ID`. */
const USUAL_IMAGE = 'ami-12c6146b';
const HOME = 'us-east-1';
/** On what the demo makes, so that it can be found. */
const MARK = { Key: 'vedette:demo', Value: 'true' };
/** Vedette's own user there, where the given keys are a session's, which the gate does not take for an account. */
const OWN_USER = 'vedette-demo';
const OWN_POLICY = 'everything';

const refusal = (service: AwsService, operation: string, { kind, code, message }: AwsError): CliError =>
  new CliError(
    `${service}:${operation} was refused by the AWS-compatible server: ${code} ${message}${
      kind === 'denied' ? '. The keys must be those of an administrator there' : ''
    }`,
  );

/** Makes what an attack's records speak of on another server, by ordinary calls, and finds what an earlier run left. */
export class ForeignCast {
  readonly #client: AwsClient;
  readonly #taken: Set<string>;

  /** @param ownKey the id of the key that the client signs with, which is nobody's to play */
  constructor(client: AwsClient, ownKey: string) {
    this.#client = client;
    this.#taken = new Set([ownKey]);
  }

  ask(service: AwsService, operation: string, params: Params = {}, region = HOME): Promise<AwsAnswer> {
    return this.#client.send({ service, operation, region, params });
  }

  /** The answer. Throws a `CliError` with the server's refusal. */
  async need(service: AwsService, operation: string, params: Params = {}, region = HOME): Promise<Params> {
    const answer = await this.ask(service, operation, params, region);
    if (!answer.ok) throw refusal(service, operation, answer.error);
    return answer.value;
  }

  /** A user of that name; one that is there already is taken as it is. */
  async user(UserName: string): Promise<void> {
    const made = await this.ask('iam', 'CreateUser', { UserName, Tags: [MARK] });
    if (!made.ok && made.error.kind !== 'conflict') throw refusal('iam', 'CreateUser', made.error);
  }

  /** An active key of the user's, not given out before: a new one, or where it may have no more, one that it has. */
  async key(UserName: string): Promise<string> {
    const made = await this.ask('iam', 'CreateAccessKey', { UserName });
    if (made.ok) return this.#take(text(made.value['AccessKey'], 'AccessKeyId'));
    if (made.error.code !== 'LimitExceeded') throw refusal('iam', 'CreateAccessKey', made.error);
    const keys = await this.need('iam', 'ListAccessKeys', { UserName });
    const free = list(keys, 'AccessKeyMetadata').find((k) => !this.#taken.has(text(k, 'AccessKeyId')));
    if (free === undefined)
      throw new CliError(`${UserName} may have no more access keys there; delete those of an earlier run`);
    const AccessKeyId = text(free, 'AccessKeyId');
    if (text(free, 'Status') !== 'Active')
      await this.need('iam', 'UpdateAccessKey', { UserName, AccessKeyId, Status: 'Active' });
    return this.#take(AccessKeyId);
  }

  #take(id: string): string {
    if (id === '') throw new CliError('iam:CreateAccessKey answered without a key id');
    this.#taken.add(id);
    return id;
  }

  /** A running instance, of an image and in a subnet that the server has. */
  async instance(region: string): Promise<string> {
    const given = { image: process.env['VEDETTE_DEMO_IMAGE_ID'], subnet: process.env['VEDETTE_DEMO_SUBNET_ID'] };
    const params: Params = {
      ImageId: given.image ?? USUAL_IMAGE,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      TagSpecifications: [{ ResourceType: 'instance', Tags: [MARK] }],
      ...(given.subnet === undefined ? {} : { SubnetId: given.subnet }),
    };
    for (;;) {
      const made = await this.ask('ec2', 'RunInstances', params, region);
      if (made.ok) return text(list(made.value, 'Instances')[0], 'InstanceId');
      const { code } = made.error;
      // Each is tried once: an image and a subnet that the server itself names.
      if (code.startsWith('InvalidAMI') && given.image === undefined)
        params['ImageId'] = given.image = await this.#anyImage(region);
      else if (/^(VPCIdNotSpecified|MissingInput|DefaultVpcDoesNotExist)/.test(code) && given.subnet === undefined)
        params['SubnetId'] = given.subnet = await this.#anySubnet(region);
      else throw refusal('ec2', 'RunInstances', made.error);
    }
  }

  async #anyImage(region: string): Promise<string> {
    const answer = await this.ask('ec2', 'DescribeImages', { Owners: ['amazon'] }, region);
    const image = answer.ok ? text(list(answer.value, 'Images')[0], 'ImageId') : '';
    if (image === '')
      throw new CliError(`no image is known in ${region} there; name one by VEDETTE_DEMO_IMAGE_ID (ami-…)`);
    return image;
  }

  async #anySubnet(region: string): Promise<string> {
    const answer = await this.ask('ec2', 'DescribeSubnets', {}, region);
    const subnet = answer.ok ? text(list(answer.value, 'Subnets')[0], 'SubnetId') : '';
    if (subnet === '')
      throw new CliError(`there is no default VPC in ${region} there; name a subnet by VEDETTE_DEMO_SUBNET_ID`);
    return subnet;
  }

  /** Keys of an administrator of our own, and how to take them away again. */
  async ownKeys(): Promise<{ accessKeyId: string; secretAccessKey: string; remove: () => Promise<void> }> {
    await this.user(OWN_USER);
    const policy = { UserName: OWN_USER, PolicyName: OWN_POLICY };
    const all = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    await this.need('iam', 'PutUserPolicy', { ...policy, PolicyDocument: JSON.stringify(all) });
    // Those of a run that was killed: their secrets are known to nobody any more.
    for (const k of list(await this.need('iam', 'ListAccessKeys', { UserName: OWN_USER }), 'AccessKeyMetadata'))
      await this.need('iam', 'DeleteAccessKey', { UserName: OWN_USER, AccessKeyId: text(k, 'AccessKeyId') });
    const made = (await this.need('iam', 'CreateAccessKey', { UserName: OWN_USER }))['AccessKey'];
    const accessKeyId = text(made, 'AccessKeyId');
    return {
      accessKeyId,
      secretAccessKey: text(made, 'SecretAccessKey'),
      remove: async () => {
        await this.ask('iam', 'DeleteAccessKey', { UserName: OWN_USER, AccessKeyId: accessKeyId });
        await this.ask('iam', 'DeleteUserPolicy', policy);
      },
    };
  }
}
