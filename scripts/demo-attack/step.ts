/** The documentation account. */
export const ACCOUNT = '111122223333';
export const HOME_REGION = 'eu-west-1';
export const START_MS = Date.UTC(2026, 9, 13, 2, 14, 7);

/** One call, as the story tells it. */
export interface Step {
  /** Seconds since the story's start */
  readonly atS: number;
  readonly identity: Record<string, unknown>;
  readonly source: string;
  readonly name: string;
  readonly region: string;
  readonly ip: string;
  readonly agent: string;
  readonly request?: unknown;
  readonly response?: unknown;
  readonly additional?: unknown;
  readonly error?: readonly [code: string, message: string];
}

/** An IAM user that signs with a long-term key. */
export const iamUser = (userName: string, principalId: string, accessKeyId: string): Record<string, unknown> => ({
  type: 'IAMUser',
  principalId,
  arn: `arn:aws:iam::${ACCOUNT}:user/${userName}`,
  accountId: ACCOUNT,
  accessKeyId,
  userName,
});

/** A session of a role. */
export const roleSession = (
  role: string,
  roleId: string,
  session: string,
  accessKeyId: string,
  mfa = false,
): Record<string, unknown> => ({
  type: 'AssumedRole',
  principalId: `${roleId}:${session}`,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${session}`,
  accountId: ACCOUNT,
  accessKeyId,
  sessionContext: {
    sessionIssuer: {
      type: 'Role',
      principalId: roleId,
      arn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
      accountId: ACCOUNT,
      userName: role,
    },
    attributes: { creationDate: '2026-10-13T01:58:40Z', mfaAuthenticated: String(mfa) },
  },
});
