import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as sts from '@aws-sdk/client-sts';

/** What the official SDK put on the wire. */
export interface SentBySdk {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly body: string;
}

export const SDK_KEYS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

interface Sendable {
  send(command: unknown): Promise<Record<string, unknown>>;
}

/**
 * Runs one operation through the official SDK without a network: what it sent, and what its parser made of `reply` (or the
 * error that it threw). The SDK is the oracle of our tables, requests and parser.
 */
export async function askSdk(
  service: 'iam' | 'sts' | 'ec2',
  operation: string,
  params: Record<string, unknown>,
  reply: Reply = { status: 200, body: '<x/>' },
  more: { readonly region?: string; readonly sessionToken?: string } = {},
): Promise<{ sent: SentBySdk | undefined; output?: Record<string, unknown>; error?: unknown }> {
  let sent: SentBySdk | undefined;
  const config = {
    region: more.region ?? 'us-east-1',
    maxAttempts: 1,
    credentials: { ...SDK_KEYS, ...(more.sessionToken === undefined ? {} : { sessionToken: more.sessionToken }) },
    requestHandler: {
      handle: (request: SentBySdk) => {
        sent = request;
        return Promise.resolve({
          response: {
            statusCode: reply.status,
            headers: { 'content-type': 'text/xml' },
            body: new TextEncoder().encode(reply.body),
          },
        });
      },
    },
  };
  const modules: Record<string, Record<string, unknown>> = { iam, sts, ec2 };
  const clients = {
    iam: () => new iam.IAMClient(config),
    sts: () => new sts.STSClient(config),
    ec2: () => new ec2.EC2Client(config),
  };
  const Command = modules[service]![`${operation}Command`] as new (input: unknown) => unknown;
  try {
    const output = await (clients[service]() as unknown as Sendable).send(new Command(params));
    return { sent, output };
  } catch (error) {
    return { sent, error };
  }
}
