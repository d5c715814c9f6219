/** One CloudTrail record, as far as a world is built from it. Everything in it is anybody's text. */
export interface TrailRecord {
  readonly name: string;
  /** ms */
  readonly at: number;
  readonly account: string;
  readonly region: string;
  readonly failed: boolean;
  readonly identity: Fields;
  readonly request: Fields;
  readonly response: Fields;
}

export type Fields = { readonly [key: string]: unknown };

const isFields = (v: unknown): v is Fields => typeof v === 'object' && v !== null && !Array.isArray(v);

export const fieldsIn = (from: Fields, name: string): Fields => (isFields(from[name]) ? from[name] : {});

export const textIn = (from: Fields, name: string): string => (typeof from[name] === 'string' ? from[name] : '');

/** EC2's lists: `{items: […]}`. */
export const itemsIn = (from: Fields, name: string): readonly Fields[] => {
  const items = fieldsIn(from, name)['items'];
  return Array.isArray(items) ? items.filter(isFields) : [];
};

export const tagsIn = (list: unknown): Record<string, string> =>
  Object.fromEntries(
    (Array.isArray(list) ? list : []).filter(isFields).map((t) => [textIn(t, 'key'), textIn(t, 'value')]),
  );

/** Undefined for what is no record of an account. */
export function recordOf(value: unknown): TrailRecord | undefined {
  if (!isFields(value)) return undefined;
  const identity = fieldsIn(value, 'userIdentity');
  const account = textIn(value, 'recipientAccountId') || textIn(identity, 'accountId');
  const at = Date.parse(textIn(value, 'eventTime'));
  if (!/^[0-9]{12}$/.test(account) || Number.isNaN(at)) return undefined;
  return {
    name: textIn(value, 'eventName'),
    at,
    account,
    region: textIn(value, 'awsRegion'),
    failed: textIn(value, 'errorCode') !== '',
    identity,
    request: fieldsIn(value, 'requestParameters'),
    response: fieldsIn(value, 'responseElements'),
  };
}
