import { at, list, own, text } from '../../read.ts';
import { addressOf, guid, propertiesOf, userOf, type Person } from '../people.ts';

/** `Add member to role`; empty if there is none. */
export const operationOf = (record: Record<string, unknown>): string =>
  text(propertiesOf(record), 'activityDisplayName') ?? text(record, 'operationName') ?? '';

/** Who did it. Microsoft's own services have a display name and no id: they are nobody in particular. */
export function actorOf(record: Record<string, unknown>): Person | undefined {
  const by = own(propertiesOf(record), 'initiatedBy');
  const user = userOf(own(by, 'user'));
  if (user !== undefined) return user;
  const app = own(by, 'app');
  const object = guid(text(app, 'servicePrincipalId'));
  const id = guid(text(app, 'appId'));
  if (object === undefined && id === undefined) return undefined;
  return { type: 'ServicePrincipal', object, name: undefined, app: id, display: text(app, 'displayName') };
}

/** What acted where nobody in particular did: `Azure AD PIM`, `Microsoft Online Services` */
export const serviceOf = (record: Record<string, unknown>): string =>
  text(propertiesOf(record), 'initiatedBy', 'app', 'displayName') ??
  text(propertiesOf(record), 'loggedByService') ??
  'Entra ID';

export const addressOfAudit = (record: Record<string, unknown>): string | undefined =>
  addressOf(text(at(propertiesOf(record), 'initiatedBy', 'user'), 'ipAddress')) ??
  addressOf(text(record, 'callerIpAddress'));

export function agentOf(record: Record<string, unknown>): string | undefined {
  const p = propertiesOf(record);
  const said = list(p, 'additionalDetails').find((d) => text(d, 'key') === 'User-Agent');
  return text(p, 'userAgent') ?? text(said, 'value');
}

export const targetUser = (target: unknown): Person | undefined => userOf(target);

/**
 * Whether a target is the API that rights are given over (`Microsoft Graph`) and not who gets them. It is everybody's: as a principal
 * it would tie all grants together.
 */
export const isGrantedApi = (target: unknown): boolean =>
  text(target, 'type') === 'ServicePrincipal' &&
  list(target, 'modifiedProperties').some((p) =>
    /^(?:AppRole|DelegatedPermissionGrant)\./.test((text(p, 'displayName') ?? '').slice(0, 64)),
  );

/** Changed properties that name a principal beside the target: an application's other names, whom a role was given. */
const NAMING = new Set([
  'Application.AppId',
  'ServicePrincipal.AppId',
  'ServicePrincipal.ObjectID',
  'User.ObjectID',
  'AppId',
  'TargetId.ServicePrincipalNames',
]);
/** The names of a service principal, its application's id among them: `<id>;https://…`. */
const SEPARATOR = /[;,]/;
const MOST_NAMES = 8;

/** Ids of principals among a target's changed properties; their values are JSON as text: a quoted id. */
export function namedIds(target: unknown): string[] {
  const found: string[] = [];
  for (const property of list(target, 'modifiedProperties')) {
    if (!NAMING.has(text(property, 'displayName') ?? '')) continue;
    const value = text(property, 'newValue') ?? text(property, 'oldValue');
    for (const name of (value ?? '').replaceAll(/["[\]]/g, '').split(SEPARATOR, MOST_NAMES)) {
      const id = guid(name.trim());
      if (id !== undefined) found.push(id);
    }
  }
  return found;
}

/** The value that a property of any target was given, without the quotes of its JSON. */
export function changedTo(record: Record<string, unknown>, name: string): string | undefined {
  for (const target of list(propertiesOf(record), 'targetResources'))
    for (const property of list(target, 'modifiedProperties'))
      if (text(property, 'displayName') === name) {
        const value = text(property, 'newValue') ?? text(property, 'oldValue');
        const bare = value?.replaceAll(/^"|"$/g, '');
        if (bare !== undefined && bare !== '') return bare;
      }
  return undefined;
}
