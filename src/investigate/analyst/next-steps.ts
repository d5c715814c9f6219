import type { Entity } from '../../contracts/entity.ts';
import type { Finding } from '../../contracts/finding.ts';
import { operationName } from '../operations.ts';
import { inOrder, isLongTermKey, leadingKey, nameOf } from '../subjects.ts';
import { cut } from '../text.ts';

const STEPS_MAX = 12;
const STEP_MAX_CHARS = 300;

/** What a person should do next, most urgent first. */
export function nextStepsOf(findings: readonly Finding[]): string[] {
  const ordered = inOrder(findings);
  const done = ordered.filter((f) => f.outcome !== 'failure');
  const targetsOf = (operation: string, type: Entity['type']): string[] => [
    ...new Set(
      done
        .filter((f) => operationName(f) === operation)
        .flatMap((f) => f.entities.filter((e) => e.type === type && e.role !== 'actor').map(nameOf)),
    ),
  ];
  const did = (...operations: string[]) => done.some((f) => operations.includes(operationName(f) ?? ''));
  const list = (names: readonly string[]) =>
    names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
  const steps: string[] = [];

  const key = leadingKey(ordered);
  if (key && isLongTermKey(key.id))
    steps.push(`Deactivate the access key ${key.id} of ${nameOf(key)} and deny the sessions that it issued.`);
  else if (key)
    steps.push(`Deny the sessions behind ${nameOf(key)} by their time of issue, then find who issued them.`);
  const users = targetsOf('iam:CreateUser', 'user');
  if (did('iam:CreateUser'))
    steps.push(
      `Deactivate every key and password of ${users.length > 0 ? `the user ${list(users)}` : 'the new user'}, made in this attack; delete it once evidence is kept.`,
    );
  else if (did('iam:CreateAccessKey', 'iam:CreateLoginProfile', 'iam:UpdateLoginProfile'))
    steps.push('Deactivate the access keys and passwords that were made in this attack.');
  const instances = targetsOf('ec2:RunInstances', 'instance');
  if (did('ec2:RunInstances'))
    steps.push(
      `Isolate ${instances.length > 0 ? `the instance ${list(instances)}` : 'the new instances'}; keep snapshots of the volumes before anything is terminated.`,
    );
  const trails = targetsOf('cloudtrail:StopLogging', 'trail');
  if (did('cloudtrail:StopLogging', 'cloudtrail:DeleteTrail', 'cloudtrail:UpdateTrail', 'cloudtrail:PutEventSelectors'))
    steps.push(
      `Restore recording${trails.length > 0 ? ` of the trail ${list(trails)}` : ''}, and treat the time since it was touched as unrecorded.`,
    );
  if (
    did(
      'iam:AttachUserPolicy',
      'iam:PutUserPolicy',
      'iam:AttachRolePolicy',
      'iam:PutRolePolicy',
      'iam:CreatePolicyVersion',
    )
  )
    steps.push('Take back the policies that were attached or changed in this attack.');
  if (did('iam:UpdateAssumeRolePolicy', 'iam:CreateRole'))
    steps.push('Check who may assume the roles that were made or changed.');
  if (did('secretsmanager:GetSecretValue', 'secretsmanager:BatchGetSecretValue', 'ssm:GetParameters'))
    steps.push('Rotate the secrets that were read.');
  if (key && isLongTermKey(key.id))
    steps.push(
      `Find where the key of ${nameOf(key)} leaked (repositories, images, build logs), and give its owner a role instead.`,
    );
  if (ordered.length > 0 && done.length === 0) steps.push('Ask the owner whether these refused calls were theirs.');
  if (ordered.some((f) => f.foreignAccount))
    steps.push('Check why a sender speaks of an account that it is not bound to.');
  steps.push('Look at the same principals and addresses in the days before the first finding.');
  return [...new Set(steps)].slice(0, STEPS_MAX).map((s) => cut(s, STEP_MAX_CHARS));
}
