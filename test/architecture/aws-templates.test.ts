import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withPolicies, withPullPolicy } from '../../scripts/aws-access.ts';
import { ROOT } from '../../scripts/bundle.ts';
import { audienceOf, subjectOf } from '../../src/decide/credentials/web-identity.ts';
import { INSPECTOR_PERMISSIONS } from '../../src/decide/credentials/for-read.ts';
import type { Permission } from '../../src/decide/action-facts.ts';
import { actions } from '../../src/respond/actions/registry.ts';
import { sampleParams } from '../../src/respond/samples.ts';
import { parsePolicy } from '../aws-simulator/policy/document.ts';
import { evaluate } from '../aws-simulator/policy/evaluate.ts';
import { filled, objectsIn, parseTemplate, referencesIn, type Template } from './cloudformation.ts';

const DIR = join(ROOT, 'infra/aws');
const textOf = (name: string): string => readFileSync(join(DIR, name), 'utf8');
const NAMES = readdirSync(DIR).filter((f) => f.endsWith('.yaml'));
const templates = NAMES.map((name) => [name, parseTemplate(textOf(name))] as const);

/** Attributes that templates take from resources, of each type: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  'AWS::IAM::OIDCProvider': ['Arn'],
  'AWS::IAM::Role': ['Arn', 'RoleId'],
  'AWS::IAM::ManagedPolicy': ['PolicyArn'],
  'AWS::WAFv2::IPSet': ['Arn', 'Id'],
  'AWS::WAFv2::RuleGroup': ['Arn', 'Id', 'LabelNamespace'],
  'AWS::Events::Connection': ['Arn', 'SecretArn'],
  'AWS::Events::ApiDestination': ['Arn', 'ArnForPolicy'],
  'AWS::Events::Rule': ['Arn'],
  'AWS::SQS::Queue': ['Arn', 'QueueName', 'QueueUrl'],
  'AWS::SQS::QueuePolicy': [],
  'AWS::S3::Bucket': ['Arn', 'DomainName'],
  'AWS::S3::BucketPolicy': [],
  'AWS::Logs::LogGroup': ['Arn'],
  'AWS::Logs::LogStream': [],
  'AWS::Logs::SubscriptionFilter': [],
  'AWS::KinesisFirehose::DeliveryStream': ['Arn'],
};
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  'AWS::IAM::OIDCProvider': ['Url', 'ClientIdList'],
  'AWS::IAM::Role': ['AssumeRolePolicyDocument'],
  'AWS::IAM::ManagedPolicy': ['PolicyDocument'],
  'AWS::WAFv2::IPSet': ['Addresses', 'IPAddressVersion', 'Scope'],
  'AWS::WAFv2::RuleGroup': ['Capacity', 'Scope', 'VisibilityConfig'],
  'AWS::Events::Connection': ['AuthorizationType', 'AuthParameters'],
  'AWS::Events::ApiDestination': ['ConnectionArn', 'HttpMethod', 'InvocationEndpoint'],
  'AWS::Events::Rule': ['EventPattern', 'Targets', 'State'],
  'AWS::SQS::QueuePolicy': ['PolicyDocument', 'Queues'],
  'AWS::S3::BucketPolicy': ['Bucket', 'PolicyDocument'],
  'AWS::Logs::LogStream': ['LogGroupName'],
  'AWS::Logs::SubscriptionFilter': ['DestinationArn', 'FilterPattern', 'LogGroupName'],
  'AWS::KinesisFirehose::DeliveryStream': ['HttpEndpointDestinationConfiguration'],
};
const PSEUDO = ['AWS::Partition', 'AWS::AccountId', 'AWS::Region', 'AWS::URLSuffix', 'AWS::NoValue'];

describe.each(templates)('%s', (_, template) => {
  const declared = { ...template.Parameters, ...template.Resources };
  const references = referencesIn([template.Resources, template.Outputs, template.Conditions]);

  it('refers to what it declares, and to attributes that there are', () => {
    for (const reference of references.filter((r) => !PSEUDO.includes(r))) {
      const [name = '', attribute] = reference.split('.');
      expect(Object.keys(declared), reference).toContain(name);
      if (attribute !== undefined)
        expect(ATTRIBUTES[template.Resources[name]?.Type ?? ''], reference).toContain(attribute);
    }
  });

  it('uses every parameter, says what each is for, and shows no secret', () => {
    for (const [name, parameter] of Object.entries(template.Parameters ?? {})) {
      expect(references, name).toContain(name);
      expect(String(parameter['Description']).length, name).toBeGreaterThan(10);
      if (/secret|password|key$/i.test(name)) expect(parameter['NoEcho'], name).toBe(true);
    }
  });

  it('names conditions that there are, each used', () => {
    const used = [
      ...[...Object.values(template.Resources), ...Object.values(template.Outputs ?? {})].map((r) => r['Condition']),
      ...[...objectsIn(template.Resources)].flatMap((o) =>
        Array.isArray(o['Fn::If']) ? [o['Fn::If'][0] as unknown] : [],
      ),
    ].filter((c) => typeof c === 'string');
    expect(new Set(used)).toEqual(new Set(Object.keys(template.Conditions ?? {})));
  });

  it('has resources of known types with what each needs', () => {
    for (const [name, resource] of Object.entries(template.Resources)) {
      expect(Object.keys(ATTRIBUTES), name).toContain(resource.Type);
      for (const property of REQUIRED[resource.Type] ?? [])
        expect(Object.keys(resource.Properties ?? {}), name).toContain(property);
    }
  });

  it('allows nobody everything', () => {
    for (const statement of [...objectsIn(template.Resources)].filter((o) => o['Effect'] === 'Allow')) {
      const of = [statement['Action']].flat().map(String);
      expect(of.filter((a) => /^\*|:\*$/.test(a))).toEqual([]);
      expect(statement).not.toHaveProperty('NotAction');
      expect(statement).not.toHaveProperty('NotResource');
      expect(statement['Principal']).not.toBe('*');
    }
  });
});

const ACCOUNT = '111122223333';
const names: Record<string, string> = {
  IssuerHost: 'issuer.example.com',
  OrganisationId: 'org_acme',
  NamePrefix: 'vedette',
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  Provider: `arn:aws:iam::${ACCOUNT}:oidc-provider/issuer.example.com`,
};
const access: Template = parseTemplate(textOf('access.yaml'));
const property = (resource: string, name: string): unknown =>
  filled(access.Resources[resource]?.Properties?.[name], names);
const policyOf = (role: string): string =>
  JSON.stringify((property(role, 'Policies') as { PolicyDocument: unknown }[])[0]!.PolicyDocument);
const boundary = JSON.stringify(property('ResponderBoundary', 'PolicyDocument'));

const allows = (document: string, action: string, resource: string, context: Record<string, string[]> = {}): boolean =>
  evaluate(parsePolicy(document), { action, resource, context }).decision === 'allowed';

/** What a request for a permission's resource would bring along, by the permission's own conditions. */
function contextFor(permission: Permission): Record<string, string[]> {
  const context: Record<string, string[]> = {};
  for (const keys of Object.values(permission.conditions ?? {}))
    for (const [key, value] of Object.entries(keys))
      context[key.toLowerCase()] = typeof value === 'string' ? [value] : [...value];
  return context;
}
const missing = (permissions: readonly Permission[], documents: readonly string[]): string[] =>
  permissions.flatMap((p) =>
    p.actions.flatMap((action) =>
      p.resources
        // A pattern stands for any resource of its kind: one of them is asked about.
        .filter((r) => !documents.every((d) => allows(d, action, r.replaceAll('*', 'x'), contextFor(p))))
        .map((r) => `${action} on ${r}`),
    ),
  );

describe('what the roles may do', () => {
  const place = { account: ACCOUNT, region: 'eu-central-1', partition: 'aws' };

  it.each(actions.map((a) => [a.id, a] as const))('%s lacks no permission in any of its steps', (_, action) => {
    const params = sampleParams(action);
    expect(missing(action.readPermissions(params, place), [policyOf('ReaderRole')])).toEqual([]);
    for (const step of [...action.steps, ...action.revert])
      expect(missing(step.permissions(params, place), [policyOf('ResponderRole'), boundary])).toEqual([]);
  });

  it('the inspector lacks none either', () => {
    const concrete = INSPECTOR_PERMISSIONS.map((p) => ({
      ...p,
      actions: p.actions.map((a) => a.replace('*', 'Users')),
    }));
    expect(missing(concrete, [policyOf('ReaderRole')])).toEqual([]);
  });

  it('a permission that is taken away is missed', () => {
    const less = policyOf('ResponderRole').replace('"iam:UpdateAccessKey"', '"iam:GetUser"');
    const action = actions.find((a) => a.id === 'aws.iam.deactivate-access-key')!;
    const step = action.steps[0]!;
    expect(missing(step.permissions(sampleParams(action), place), [less])).not.toEqual([]);
  });

  it('the reader can change nothing', () => {
    const named = [...policyOf('ReaderRole').matchAll(/"([a-z0-9]+:[A-Za-z*]+)"/g)].map((m) => m[1]!);
    expect(named.filter((a) => !/:(Get|List|Describe|Lookup|Simulate)/.test(a))).toEqual([]);
    expect(named.length).toBeGreaterThan(10);
  });

  it.each([
    ['iam:PutRolePolicy', `arn:aws:iam::${ACCOUNT}:role/vedette-responder`],
    ['iam:UpdateAssumeRolePolicy', `arn:aws:iam::${ACCOUNT}:role/vedette-reader`],
    ['iam:UpdateAssumeRolePolicy', `arn:aws:iam::${ACCOUNT}:role/team/vedette-reader`],
    ['iam:PutUserPolicy', `arn:aws:iam::${ACCOUNT}:user/vedette-base`],
    ['iam:PutRolePolicy', `arn:aws:iam::444455556666:role/other-account`],
    ['iam:CreatePolicyVersion', `arn:aws:iam::${ACCOUNT}:policy/vedette-responder-boundary`],
    ['iam:CreateAccessKey', `arn:aws:iam::${ACCOUNT}:user/eve`],
    ['iam:AttachRolePolicy', `arn:aws:iam::${ACCOUNT}:role/app`],
    ['iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/app`],
    ['sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/app`],
    ['iam:DeleteOpenIDConnectProvider', names['Provider']!],
    ['cloudtrail:StopLogging', `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/main`],
    ['wafv2:UpdateIPSet', `arn:aws:wafv2:us-east-1:${ACCOUNT}:regional/ipset/allowed-offices/x`],
  ])('the responder never gets %s on %s', (action, resource) => {
    expect(allows(policyOf('ResponderRole'), action, resource) && allows(boundary, action, resource)).toBe(false);
  });

  it('fit into what IAM takes', () => {
    // Inline policies of a role 10,240 characters in all, a managed policy 6,144, white space aside:
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    for (const role of ['ReaderRole', 'ResponderRole']) expect(policyOf(role).length).toBeLessThan(10_240);
    expect(boundary.length).toBeLessThan(6_144);
  });

  it('are what `npm run generate` writes', () => {
    expect(withPolicies(textOf('access.yaml'))).toBe(textOf('access.yaml'));
    expect(withPullPolicy(textOf('puller.yaml'))).toBe(textOf('puller.yaml'));
  });
});

describe('whom the roles trust', () => {
  it('the puller’s: one provider, the exact audience, the exact subject', () => {
    const puller = parseTemplate(textOf('puller.yaml'));
    const document = filled(puller.Resources['PullerRole']?.Properties?.['AssumeRolePolicyDocument'], names);
    expect(JSON.parse(String(document))).toMatchObject({
      Statement: [
        {
          Principal: { Federated: names['Provider'] },
          Condition: {
            StringEquals: {
              'issuer.example.com:aud': audienceOf('org_acme'),
              'issuer.example.com:sub': subjectOf({ org: 'org_acme', account: ACCOUNT, role: 'pull' }),
            },
          },
        },
      ],
    });
  });

  it.each([
    ['ReaderRole', 'read'],
    ['ResponderRole', 'write'],
  ] as const)('%s: one provider, the exact audience, the exact subject', (resource, role) => {
    const document = property(resource, 'AssumeRolePolicyDocument');
    expect(JSON.parse(String(document))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: names['Provider'] },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: {
              'issuer.example.com:aud': audienceOf('org_acme'),
              'issuer.example.com:sub': subjectOf({ org: 'org_acme', account: ACCOUNT, role }),
            },
          },
        },
      ],
    });
  });

  it('the provider takes this organisation’s audience alone', () =>
    expect(property('Provider', 'ClientIdList')).toEqual([audienceOf('org_acme')]));
});

describe('what is sent', () => {
  const logs = parseTemplate(textOf('logs.yaml'));
  const events = parseTemplate(textOf('events.yaml'));

  it('by Firehose in batches of 1 to 4 MB and within a minute, undelivered ones kept', () => {
    expect(logs.Parameters?.['BufferMegabytes']).toMatchObject({ MinValue: 1, MaxValue: 4 });
    expect(logs.Parameters?.['BufferSeconds']).toMatchObject({ MaxValue: 60 });
    expect(logs.Resources['Stream']?.Properties?.['HttpEndpointDestinationConfiguration']).toMatchObject({
      BufferingHints: { IntervalInSeconds: { Ref: 'BufferSeconds' }, SizeInMBs: { Ref: 'BufferMegabytes' } },
      S3BackupMode: 'FailedDataOnly',
    });
  });

  it('by EventBridge, with a dead-letter queue on every rule', () => {
    const rules = Object.values(events.Resources).filter((r) => r.Type === 'AWS::Events::Rule');
    expect(rules).toHaveLength(3);
    for (const rule of rules)
      for (const target of (rule.Properties ?? {})['Targets'] as object[])
        expect(target).toMatchObject({ DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Undelivered', 'Arn'] } } });
  });
});
