import * as cloudtrail from '@aws-sdk/client-cloudtrail';
import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as sts from '@aws-sdk/client-sts';
import * as wafv2 from '@aws-sdk/client-wafv2';
import type { AwsService } from '../types.ts';

/** What the official SDK put on the wire. */
export interface SentBySdk {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  /** Not escaped */
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly body: string;
  /** XML's content type if they are left out */
  readonly headers?: Readonly<Record<string, string>>;
}

export const SDK_KEYS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

interface Sendable {
  send(command: unknown): Promise<Record<string, unknown>>;
}

const bodyOf = (body: unknown): string =>
  typeof body === 'string' ? body : body instanceof Uint8Array ? new TextDecoder().decode(body) : '';

/**
 * Runs one operation through the official SDK without a network: what it sent, and what its parser made of `reply` (or the
 * error that it threw). The SDK is the oracle of our tables, requests and parser.
 */
export async function askSdk(
  service: AwsService,
  operation: string,
  params: Record<string, unknown>,
  reply: Reply = { status: 200, body: '<x/>' },
  more: { readonly region?: string; readonly sessionToken?: string; readonly endpoint?: string } = {},
): Promise<{ sent: SentBySdk | undefined; output?: Record<string, unknown>; error?: unknown }> {
  let sent: SentBySdk | undefined;
  const config = {
    region: more.region ?? 'us-east-1',
    ...(more.endpoint === undefined ? {} : { endpoint: more.endpoint }),
    maxAttempts: 1,
    credentials: { ...SDK_KEYS, ...(more.sessionToken === undefined ? {} : { sessionToken: more.sessionToken }) },
    requestHandler: {
      handle: (request: SentBySdk) => {
        sent = { ...request, query: request.query, body: bodyOf(request.body) };
        return Promise.resolve({
          response: {
            statusCode: reply.status,
            headers: reply.headers ?? { 'content-type': 'text/xml' },
            body: new TextEncoder().encode(reply.body),
          },
        });
      },
    },
  };
  const modules: Readonly<Record<AwsService, object>> = { iam, sts, ec2, wafv2, cloudtrail, lambda, s3 };
  const clients: Readonly<Record<AwsService, () => unknown>> = {
    iam: () => new iam.IAMClient(config),
    sts: () => new sts.STSClient(config),
    ec2: () => new ec2.EC2Client(config),
    wafv2: () => new wafv2.WAFV2Client(config),
    cloudtrail: () => new cloudtrail.CloudTrailClient(config),
    lambda: () => new lambda.LambdaClient(config),
    s3: () => new s3.S3Client({ ...config, forcePathStyle: more.endpoint !== undefined }),
  };
  const all = modules[service] as Readonly<Record<string, unknown>>;
  const Command = all[`${operation}Command`] as new (input: unknown) => unknown;
  try {
    const output = await (clients[service]() as Sendable).send(new Command(params));
    return { sent, output };
  } catch (error) {
    return { sent, error };
  }
}
