import type { Body } from '../../api/client.ts';

/** An empty form. */
export const EMPTY = {
  account: '',
  name: '',
  environment: 'production',
  regions: 'us-east-1',
  accessKeyId: '',
  secretAccessKey: '',
  writeRoleArn: '',
  readRoleArn: '',
  externalId: '',
};
export type Form = typeof EMPTY;

/** What the form sends: optional texts that are empty are left out. */
export function accountBody(f: Form): Body<'put', '/accounts'> {
  const optional = Object.fromEntries(
    (['writeRoleArn', 'readRoleArn', 'externalId'] as const).flatMap((k) =>
      f[k].trim() === '' ? [] : [[k, f[k].trim()]],
    ),
  );
  return {
    account: f.account.trim(),
    name: f.name.trim(),
    environment: f.environment as Body<'put', '/accounts'>['environment'],
    regions: f.regions.split(/[\s,]+/).filter((r) => r !== ''),
    accessKeyId: f.accessKeyId.trim(),
    secretAccessKey: f.secretAccessKey,
    ...optional,
  };
}
