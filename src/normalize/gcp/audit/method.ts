import type { EventTraits } from '../../../contracts/event.ts';
import { Recent } from '../../../kit/recent.ts';
import { list, text } from '../../read.ts';

/**
 * Methods are named in three ways: `google.iam.admin.v1.CreateServiceAccountKey`, `v1.compute.instances.insert`,
 * `storage.objects.get`. What counts is the verb that the last part begins with.
 */
const READ =
  /^(get|list|access|search|lookup|read|query|test|batchget|aggregated|watch|describe|count|view|check|fetch|export)/;
const DELETE = /^(delete|remove|destroy|detach|revoke|undeploy|stop|suspend|disable|cancel|purge|drop|abandon)/;
const UPDATE =
  /^(update|patch|set|assign|modify|change|move|replace|reset|resize|rename|restore|undelete|rotate|switch|activate)/;
const CREATE =
  /^(create|insert|add|authorize|attach|generate|import|copy|clone|enable|run|start|register|provision|deploy|submit|upload|bulkinsert|sign|make)/;

/** OCSF API Activity (6003) activities */
export const ACTIVITY_IDS = { create: 1, read: 2, update: 3, delete: 4, other: 99 } as const;
export type Activity = keyof typeof ACTIVITY_IDS;

const known = new Recent<Activity>(2_000);

/** What a method does, by its name alone. */
export function activityOf(method: string): Activity {
  let activity = known.get(method);
  if (activity === undefined) {
    const verb = method.slice(method.lastIndexOf('.') + 1).toLowerCase();
    activity = DELETE.test(verb)
      ? 'delete'
      : READ.test(verb)
        ? 'read'
        : UPDATE.test(verb)
          ? 'update'
          : CREATE.test(verb)
            ? 'create'
            : 'other';
    known.set(method, activity);
  }
  return activity;
}

const SIGN_IN = /^google\.(?:login\.LoginService\.(?:login|logout)|apps\.login\.v1\.SamlLogin)/;

/** Sign-ins of people, which Google Workspace shares with Cloud Logging. */
export const isSignIn = (record: Record<string, unknown>): boolean =>
  text(record, 'protoPayload', 'serviceName') === 'login.googleapis.com' &&
  SIGN_IN.test(text(record, 'protoPayload', 'methodName') ?? '');

export const isSignOut = (record: Record<string, unknown>): boolean =>
  text(record, 'protoPayload', 'methodName')?.endsWith('.logout') === true;

/** Whether a sign-in failed: the event's own name says so, there is no status. */
export const signInFailed = (record: Record<string, unknown>): boolean =>
  list(record, 'protoPayload', 'metadata', 'event').some(
    (e) =>
      text(e, 'eventName') === 'login_failure' ||
      list(e, 'parameter').some(
        (p) =>
          text(p, 'name') === 'login_challenge_status' && text(p, 'value')?.startsWith('Challenge Failed') === true,
      ),
  ) || /\.(?:loginFailure|SamlLoginFailed)$/.test(text(record, 'protoPayload', 'methodName') ?? '');

export function traitActivity(record: Record<string, unknown>): EventTraits['activity'] {
  return isSignIn(record) ? 'sign-in' : activityOf(text(record, 'protoPayload', 'methodName') ?? '');
}
