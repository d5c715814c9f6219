import { text } from '../../read.ts';

/** Activities of Authentication (3002): https://schema.ocsf.io/1.5.0/classes/authentication */
const LOGON = 1;
const LOGOFF = 2;
const PREAUTH = 6;

const CONSOLE = 'signin.amazonaws.com';
/** Where people of Identity Center come and go. */
const PORTAL = 'sso.amazonaws.com';

/**
 * People signing in and out; the issuing of role credentials is an API call like any other here. Identity Center writes each step
 * of a sign-in, and none of its end if a step failed:
 * https://docs.aws.amazon.com/workspaces/latest/adminguide/signin-events.html
 */
const ACTIVITIES: ReadonlyMap<string, number> = new Map([
  [`${CONSOLE} ConsoleLogin`, LOGON],
  [`${CONSOLE} UserAuthentication`, LOGON],
  [`${PORTAL} Authenticate`, LOGON],
  [`${PORTAL} Logout`, LOGOFF],
  [`${CONSOLE} CredentialChallenge`, PREAUTH],
  [`${CONSOLE} CredentialVerification`, PREAUTH],
  [`${CONSOLE} CheckMfa`, PREAUTH],
]);

/** The activity of a sign-in's event, or undefined for any other call. Runs for every event. */
export function signInActivity(record: Record<string, unknown>): number | undefined {
  const source = text(record, 'eventSource');
  if (source !== CONSOLE && source !== PORTAL) return undefined;
  return ACTIVITIES.get(`${source} ${text(record, 'eventName') ?? ''}`);
}

/** Whether it is a person's coming in, with or without success. */
export const isSignIn = (record: Record<string, unknown>): boolean => signInActivity(record) === LOGON;

/**
 * Whether a call is said to have failed without an error's code: what concerns sign-ins (`ConsoleLogin`, `SwitchRole`, `CheckMfa`,
 * `CredentialVerification`) says so under its own name, and services name some of their events so (`RotationFailed`).
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
 */
export function saysFailure(record: Record<string, unknown>, source: string, name: string): boolean {
  if (source === CONSOLE || source === PORTAL)
    return (text(record, 'responseElements', name) ?? text(record, 'serviceEventDetails', name)) === 'Failure';
  return name.endsWith('Failed') && text(record, 'eventType') === 'AwsServiceEvent';
}
