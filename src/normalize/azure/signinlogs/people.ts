import { number, own, text } from '../../read.ts';
import { addressOf, guid, propertiesOf, userName, type Person } from '../people.ts';

/** Error code of the sign-in, 0 if it succeeded: https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes */
export function errorOf(record: Record<string, unknown>): number | undefined {
  const code = number(propertiesOf(record), 'status', 'errorCode') ?? number(propertiesOf(record), 'errorCode');
  if (code !== undefined) return code;
  const result = own(record, 'resultType');
  if (typeof result === 'number') return Number.isFinite(result) ? result : undefined;
  return typeof result === 'string' && /^[0-9]{1,9}$/.test(result) ? Number(result) : undefined;
}

/**
 * Codes of a sign-in that was interrupted, to ask for a second factor, a device or a wish: Entra calls it neither a success nor a
 * failure, and it goes on under another id.
 */
const INTERRUPTS = new Set([
  16000, 50058, 50072, 50074, 50076, 50079, 50097, 50125, 50127, 50129, 50140, 50158, 51006, 70043, 70044,
]);

export function outcomeOf(record: Record<string, unknown>): 'success' | 'failure' | 'unknown' {
  const error = errorOf(record);
  if (error === undefined || INTERRUPTS.has(error)) return 'unknown';
  return error === 0 ? 'success' : 'failure';
}

/** Who signed in. An unknown user has a principal name that was typed in and no object. */
export function personOf(record: Record<string, unknown>): Person | undefined {
  const p = propertiesOf(record);
  const service = guid(text(p, 'servicePrincipalId'));
  // A user's sign-in may name the service principal of the application too.
  if (service !== undefined && text(p, 'userPrincipalName') === undefined)
    return {
      type: 'ServicePrincipal',
      object: service,
      name: undefined,
      app: guid(text(p, 'appId')),
      display: text(p, 'servicePrincipalName'),
    };
  const object = guid(text(p, 'userId'));
  const name = userName(text(p, 'userPrincipalName'));
  if (object === undefined && name === undefined) return undefined;
  return { type: 'User', object, name, app: undefined, display: text(p, 'userDisplayName') };
}

export const addressOfSignIn = (record: Record<string, unknown>): string | undefined =>
  addressOf(text(propertiesOf(record), 'ipAddress')) ?? addressOf(text(record, 'callerIpAddress'));
