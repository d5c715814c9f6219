/** What of an account's configuration asks more trust than it needs; empty if nothing does. Pure. */
export function accountWarnings(account: {
  readonly auth: 'static' | 'web_identity';
  readonly writeRoleArn: string | null;
  readonly readRoleArn: string | null;
}): string[] {
  if (account.auth === 'web_identity') return [];
  const roles = [
    ...(account.writeRoleArn === null ? ['write'] : []),
    // Reads fall back to the write role, under a session policy that reads alone.
    ...(account.readRoleArn === null && account.writeRoleArn === null ? ['read'] : []),
  ];
  return [
    'long-lived access keys are kept for this account: keyless access (auth "web_identity") needs none',
    ...(roles.length === 0
      ? []
      : [`no ${roles.join(' and no ')} role: the keys act as they are, without a session policy that narrows them`]),
  ];
}
