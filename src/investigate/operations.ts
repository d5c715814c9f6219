import type { Finding } from '../contracts/finding.ts';
import { clean } from './text.ts';

/** A step of an attack as a person would call it. Order = the order in which a title names them. */
export type Stage =
  | 'access'
  | 'discovery'
  | 'credentials'
  | 'persistence'
  | 'escalation'
  | 'evasion'
  | 'execution'
  | 'exfiltration'
  | 'impact';

export interface Operation {
  readonly stage: Stage;
  /** For a title: `trail stopped` */
  readonly phrase: string;
  /** For a timeline: `<actor> <verb> <target>` */
  readonly verb: string;
}

const op = (stage: Stage, phrase: string, verb: string): Operation => ({ stage, phrase, verb });

/** Operations that deserve words of their own; all others are told by their names. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  'iam:CreateUser': op('persistence', 'backdoor user', 'created the user'),
  'iam:CreateAccessKey': op('persistence', 'new access key', 'created an access key for'),
  'iam:CreateLoginProfile': op('persistence', 'console password added', 'gave a console password to'),
  'iam:UpdateLoginProfile': op('persistence', 'console password changed', 'changed the console password of'),
  'iam:CreateRole': op('persistence', 'backdoor role', 'created the role'),
  'iam:UpdateAssumeRolePolicy': op('persistence', 'role trust changed', 'changed who may assume the role'),
  'iam:AttachUserPolicy': op('escalation', 'policy attached', 'attached a policy to the user'),
  'iam:PutUserPolicy': op('escalation', 'policy attached', 'wrote an inline policy for the user'),
  'iam:AttachRolePolicy': op('escalation', 'role policy attached', 'attached a policy to the role'),
  'iam:PutRolePolicy': op('escalation', 'role policy attached', 'wrote an inline policy for the role'),
  'iam:AddUserToGroup': op('escalation', 'group joined', 'put into a group the user'),
  'iam:CreatePolicyVersion': op('escalation', 'policy changed', 'wrote a new version of the policy'),
  'iam:DeactivateMFADevice': op('evasion', 'second factor removed', 'removed the second factor of'),
  'cloudtrail:StopLogging': op('evasion', 'trail stopped', 'stopped the trail'),
  'cloudtrail:DeleteTrail': op('evasion', 'trail deleted', 'deleted the trail'),
  'cloudtrail:UpdateTrail': op('evasion', 'trail changed', 'changed the trail'),
  'cloudtrail:PutEventSelectors': op('evasion', 'trail narrowed', 'changed what is recorded by the trail'),
  'guardduty:DeleteDetector': op('evasion', 'detector deleted', 'deleted the detector'),
  'guardduty:UpdateDetector': op('evasion', 'detector changed', 'changed the detector'),
  'securityhub:DisableSecurityHub': op('evasion', 'Security Hub disabled', 'disabled Security Hub in'),
  'ec2:DeleteFlowLogs': op('evasion', 'flow logs deleted', 'deleted the flow logs'),
  'organizations:LeaveOrganization': op('evasion', 'left the organization', 'took out of the organization the account'),
  'ec2:RunInstances': op('execution', 'instance launched', 'launched the instance'),
  'ec2:AuthorizeSecurityGroupIngress': op('execution', 'firewall opened', 'opened the security group'),
  'ssm:SendCommand': op('execution', 'command run', 'ran a command on'),
  'ssm:StartSession': op('execution', 'shell opened', 'opened a shell on'),
  'lambda:UpdateFunctionCode20150331v2': op('persistence', 'function changed', 'changed the code of the function'),
  'secretsmanager:GetSecretValue': op('credentials', 'secrets read', 'read the secret'),
  'secretsmanager:BatchGetSecretValue': op('credentials', 'secrets read', 'read secrets of'),
  'ssm:GetParameters': op('credentials', 'secrets read', 'read parameters of'),
  'ec2:GetPasswordData': op('credentials', 'passwords read', 'read the password of'),
  'signin:ConsoleLogin': op('access', 'console sign-in', 'signed in to the console as'),
  'sts:GetFederationToken': op('persistence', 'federation token', 'took a federation token for'),
  'ec2:ModifySnapshotAttribute': op('exfiltration', 'snapshot shared', 'shared the snapshot'),
  'ec2:ModifyImageAttribute': op('exfiltration', 'image shared', 'shared the image'),
  'rds:ModifyDBSnapshotAttribute': op('exfiltration', 'database snapshot shared', 'shared the database snapshot'),
  's3:PutBucketPolicy': op('exfiltration', 'bucket opened', 'changed the policy of the bucket'),
  's3:DeleteBucket': op('impact', 'bucket deleted', 'deleted the bucket'),
  'ec2:TerminateInstances': op('impact', 'instances terminated', 'terminated the instance'),
  'kms:ScheduleKeyDeletion': op('impact', 'key deletion scheduled', 'scheduled the deletion of the key'),
};

/** `iam:CreateUser` of a finding's `iam.amazonaws.com:CreateUser`; undefined where it names no operation. */
export function operationName(f: Pick<Finding, 'operation'>): string | undefined {
  const match = /^([a-z0-9-]+)(?:\.amazonaws\.com(?:\.cn)?)?:([A-Za-z0-9]+)$/.exec(f.operation ?? '');
  return match ? `${match[1]}:${match[2]}` : undefined;
}

export function operationOf(f: Pick<Finding, 'operation'>): Operation | undefined {
  const name = operationName(f);
  return name !== undefined && Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
}

/** An ATT&CK tactic in one spelling: `Defense Evasion`, `defense_evasion` and `attack.defense-evasion` are the same. */
export const tacticOf = (tactic: string): string =>
  clean(tactic, 64)
    .toLowerCase()
    .replace(/^attack\./, '')
    .replaceAll(/[\s_]+/g, '-');

const STAGE_BY_TACTIC: Readonly<Record<string, Stage>> = {
  'initial-access': 'access',
  reconnaissance: 'discovery',
  discovery: 'discovery',
  'credential-access': 'credentials',
  persistence: 'persistence',
  'privilege-escalation': 'escalation',
  'defense-evasion': 'evasion',
  execution: 'execution',
  'lateral-movement': 'execution',
  'command-and-control': 'execution',
  collection: 'exfiltration',
  exfiltration: 'exfiltration',
  impact: 'impact',
};

/** The stages a finding belongs to: that of its operation, else those of its tactics. */
export function stagesOf(f: Finding): Stage[] {
  const known = operationOf(f);
  if (known) return [known.stage];
  return f.tactics.flatMap((t) => {
    const key = tacticOf(t);
    return Object.hasOwn(STAGE_BY_TACTIC, key) ? [STAGE_BY_TACTIC[key]!] : [];
  });
}

export const STAGE_ORDER: readonly Stage[] = [
  'access',
  'discovery',
  'credentials',
  'persistence',
  'escalation',
  'evasion',
  'execution',
  'exfiltration',
  'impact',
];

/** What a stage is called where no operation gives it better words. */
export const STAGE_PHRASE: Readonly<Record<Stage, string>> = {
  access: 'initial access',
  discovery: 'reconnaissance',
  credentials: 'credential access',
  persistence: 'persistence',
  escalation: 'privilege escalation',
  evasion: 'defences impaired',
  execution: 'execution',
  exfiltration: 'data taken',
  impact: 'destruction',
};
