import type { AwsRequest } from '../aws/types.ts';
import type { Action, Place, Snapshot } from './action.ts';

/** Command names of the AWS CLI that differ from the service's. */
const CLI_SERVICE: Readonly<Record<string, string>> = { s3: 's3api' };

/** As many as a preview carries (contracts/custody.ts), and what each may hold. */
const COMMANDS_MOST = 40;
const COMMAND_CHARS = 4_000;

/** `UpdateIPSet` → `update-ip-set`, by the rule of botocore's `xform_name`. */
export const cliName = (operation: string): string =>
  operation
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1-$2')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/-+/g, '-')
    .toLowerCase();

/** One word for a POSIX shell, whatever is in it. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** A call as a line of the AWS CLI: https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-skeleton.html. Pure. */
export function commandOf({ service, operation, region, params }: AwsRequest): string {
  const words = ['aws', CLI_SERVICE[service] ?? service, cliName(operation), '--region', region];
  return [...words, '--cli-input-json', JSON.stringify(params)].map(shellWord).join(' ');
}

/** Whom a preview is for does not matter to what it shows; steps that tag or name by it say so in these words. */
const SOMEBODY = 'op_by-hand';

/**
 * What the action's steps would call on a target that reads like `now` (ms: `at`), as command lines: what Vedette will do,
 * or a person does by hand. A step that needs what an earlier one makes is a comment line that names it. Pure.
 */
export function commandsFor(
  action: Pick<Action, 'steps'>,
  {
    params,
    place,
    snapshot,
    incident,
    at,
  }: { params: unknown; place: Place; snapshot: Snapshot; incident: string; at: number },
): string[] {
  const lines: string[] = [];
  for (const step of action.steps) {
    const ctx = {
      params: params as never,
      place,
      opId: SOMEBODY,
      incident,
      preImage: snapshot,
      now: snapshot,
      intendedAt: at,
      stepIntendedAt: at,
    };
    if (step.presence(ctx) === 'present') continue;
    const request = step.request(ctx);
    const line =
      request === undefined ? `# ${step.id}: needs what the lines before make; read it and go on` : commandOf(request);
    lines.push(line.length > COMMAND_CHARS ? `# ${step.id}: too long to show; see the action's description` : line);
  }
  return lines.slice(0, COMMANDS_MOST);
}
