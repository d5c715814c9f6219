/* The policies inside infra/aws/access.yaml and puller.yaml, made from what actions, the inspector and the gate declare. */
import { stringify } from 'yaml';
import { pullPermissions } from '../src/decide/credentials/for-pull.ts';
import { INSPECTOR_PERMISSIONS } from '../src/decide/credentials/for-read.ts';
import { actions } from '../src/respond/actions/registry.ts';
import { roleStatements, type RoleStatement } from '../src/respond/role-statements.ts';

/** Names that CloudFormation fills in. */
export const TEMPLATE_PLACE = { partition: '${AWS::Partition}', account: '${AWS::AccountId}' };

const sub = (text: string): unknown => (text.includes('${') ? { 'Fn::Sub': text } : text);

/** `?*` is a plain scalar in YAML 1.2 and a puzzle to older parsers: quoted it is one to none. */
const quoted = (line: string): string => line.replace(/: \?\*$/, ": '?*'");

const inTemplate = (s: RoleStatement): unknown => ({ ...s, Resource: s.Resource.map(sub) });

/** The most that the responder can be allowed: the same actions, wherever; its own policy says where. */
const boundaryOf = (write: readonly RoleStatement[]): unknown => ({
  Sid: 'AtMost',
  Effect: 'Allow',
  Action: [...new Set(write.flatMap((s) => s.Action))].toSorted(),
  Resource: '*',
});

/** The text of the template with the policies between its marks written anew. Throws if a mark is missing. */
export function withPolicies(template: string): string {
  const { read, write } = roleStatements(actions, TEMPLATE_PLACE, INSPECTOR_PERMISSIONS);
  const made: Record<string, unknown[]> = {
    read: read.map(inTemplate),
    write: write.map(inTemplate),
    boundary: [boundaryOf(write)],
  };
  return filledIn(template, made, 'access.yaml');
}

/** Where CloudFormation puts its own words, with the names that the gate's permissions have. */
const PULL_PLACE = { bucket: '${Bucket}', prefix: '${Prefix}', region: '${AWS::Region}' };

/** The same of infra/aws/puller.yaml: reading of one prefix, and of the key that it is encrypted with if there is one. */
export function withPullPolicy(template: string): string {
  const [read, decrypt] = pullPermissions(PULL_PLACE.bucket, PULL_PLACE.prefix, PULL_PLACE.region).map((p) =>
    cloudFormed({
      Effect: 'Allow',
      Action: p.actions,
      Resource: p.resources,
      ...(p.conditions === undefined ? {} : { Condition: p.conditions }),
    }),
  );
  const statements = [
    read,
    { 'Fn::If': ['WithKey', { ...(decrypt as object), Resource: { Ref: 'LogKeyArn' } }, { Ref: 'AWS::NoValue' }] },
  ];
  return filledIn(template, { pull: statements }, 'puller.yaml');
}

/** Texts with names in them become CloudFormation's; partition and suffix are those of wherever it is applied. */
function cloudFormed(value: unknown): unknown {
  if (typeof value === 'string')
    return sub(value.replace(/^arn:aws:/, 'arn:${AWS::Partition}:').replace(/\.amazonaws\.com$/, '.${AWS::URLSuffix}'));
  if (Array.isArray(value)) return value.map(cloudFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, cloudFormed(v)]));
}

function filledIn(template: string, made: Readonly<Record<string, readonly unknown[]>>, file: string): string {
  return Object.entries(made).reduce((text, [name, statements]) => {
    const mark = new RegExp(`^( *)# generated: ${name}\\n(?:.*\\n)*?\\1# end\\n`, 'm');
    const found = mark.exec(text);
    if (!found) throw new Error(`infra/aws/${file} has no mark "# generated: ${name}" with its "# end"`);
    const indent = found[1]!;
    const lines = stringify(statements, { lineWidth: 0, singleQuote: true }).trimEnd().split('\n');
    // As a function: `$` in a replacement text would have a meaning.
    return text.replace(
      mark,
      () => `${indent}# generated: ${name}\n${lines.map((l) => `${indent}${quoted(l)}`).join('\n')}\n${indent}# end\n`,
    );
  }, template);
}
