import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../scripts/bundle.ts';
import { filled, parseTemplate } from '../architecture/cloudformation.ts';

interface Statement {
  readonly Effect: string;
}
interface Document {
  readonly Statement: readonly Statement[];
}

/** What applying infra/aws/access.yaml makes of an account, as a seed of the simulator takes it. */
export interface Access {
  readonly provider: { readonly url: string; readonly clientIds: string[] };
  readonly roles: {
    readonly name: string;
    readonly trust: string;
    readonly policies: Record<string, object & Document>;
  }[];
}

/**
 * Applies infra/aws/access.yaml: `issuer` is an https origin. The simulator knows no permissions boundaries; what the
 * boundary denies stands beside the responder's own policy instead, which comes to the same.
 */
export async function accessFrom(of: { account: string; issuer: string; org: string }): Promise<Access> {
  const template = parseTemplate(await readFile(join(ROOT, 'infra/aws/access.yaml'), 'utf8'));
  const host = new URL(of.issuer).host;
  const names = {
    IssuerHost: host,
    OrganisationId: of.org,
    NamePrefix: 'vedette',
    'AWS::AccountId': of.account,
    'AWS::Partition': 'aws',
    Provider: `arn:aws:iam::${of.account}:oidc-provider/${host}`,
  };
  const property = (resource: string, name: string): unknown =>
    filled(template.Resources[resource]?.Properties?.[name], names);
  const boundary = property('ResponderBoundary', 'PolicyDocument') as object & Document;
  const role = (resource: string, more: Record<string, object & Document>) => ({
    name: String(property(resource, 'RoleName')),
    trust: String(property(resource, 'AssumeRolePolicyDocument')),
    policies: {
      ...Object.fromEntries(
        (property(resource, 'Policies') as { PolicyName: string; PolicyDocument: object & Document }[]).map((p) => [
          p.PolicyName,
          p.PolicyDocument,
        ]),
      ),
      ...more,
    },
  });
  return {
    provider: { url: of.issuer, clientIds: property('Provider', 'ClientIdList') as string[] },
    roles: [
      role('ReaderRole', {}),
      role('ResponderRole', {
        boundary: { ...boundary, Statement: boundary.Statement.filter((s) => s.Effect === 'Deny') },
      }),
    ],
  };
}
