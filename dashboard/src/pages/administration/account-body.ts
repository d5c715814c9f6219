import type { Body } from '../../api/client.ts';

/** An empty form. */
export const EMPTY = {
  account: '',
  name: '',
  environment: 'production',
  regions: 'us-east-1',
  auth: 'web_identity' as 'web_identity' | 'static',
  accessKeyId: '',
  secretAccessKey: '',
  writeRoleArn: '',
  readRoleArn: '',
  externalId: '',
};
export type Form = typeof EMPTY;

/** What the form sends: optional texts that are empty are left out, and of a keyless account all that belongs to keys. */
export function accountBody(f: Form): Body<'put', '/accounts'> {
  const optional = Object.fromEntries(
    (['writeRoleArn', 'readRoleArn', ...(f.auth === 'static' ? (['externalId'] as const) : [])] as const).flatMap((k) =>
      f[k].trim() === '' ? [] : [[k, f[k].trim()]],
    ),
  );
  return {
    account: f.account.trim(),
    name: f.name.trim(),
    environment: f.environment as Body<'put', '/accounts'>['environment'],
    regions: f.regions.split(/[\s,]+/).filter((r) => r !== ''),
    auth: f.auth,
    ...(f.auth === 'static' ? { accessKeyId: f.accessKeyId.trim(), secretAccessKey: f.secretAccessKey } : {}),
    ...optional,
  };
}
